package io.dumul.serving.collect;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Responses;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /v1/events:validate}: what would become of events, none of which is logged. */
public final class ValidateService implements HttpService {
  private final EventRequests requests;
  private final Foresight foresight;

  public ValidateService(EventRequests requests, Foresight foresight) {
    this.requests = requests;
    this.foresight = foresight;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(this::validate, context.blockingTaskExecutor())
            .thenApply(AggregatedHttpResponse::toHttpResponse));
  }

  private AggregatedHttpResponse validate(AggregatedHttpRequest request) {
    List<EventResult> results = new ArrayList<>();
    for (Incoming event : requests.read(request)) {
      results.add(foresight.of(results.size(), event));
    }
    return Responses.json(200, Json.object().setAll(EventResult.members(results)));
  }
}
