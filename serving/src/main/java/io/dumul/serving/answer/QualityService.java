package io.dumul.serving.answer;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.serving.http.Responses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/quality}: how many events came into the log and passed everything, by hour, event
 * type, source and app, and what is wrong with the others. It is made of the metrics {@code
 * quality-*} of the definitions and of nothing else, so it is as exact as they are.
 */
public final class QualityService implements HttpService {
  private static final Set<String> PARAMETERS = Set.of("app", "window");
  private static final int MOST = 50;

  private final QualityServices.Sources sources;

  QualityService(QualityServices.Sources sources) {
    this.sources = sources;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    QueryParams parameters = Questions.parameters(context.query(), PARAMETERS);
    String window = parameters.get("window", "24h");
    Asker asker = new Asker(window, parameters.get("app"), sources.clock().instant());
    return HttpResponse.of(
        ask(asker, context.blockingTaskExecutor())
            .thenApply(report -> Responses.json(200, report.json()).toHttpResponse()));
  }

  private CompletableFuture<QualityReport> ask(Asker asker, Executor executor) {
    return sources
        .answers()
        .ask(asker.whole(), executor)
        .thenCompose(
            whole -> {
              QualityReport report = new QualityReport(asker.app, whole);
              List<Question> parts = asker.parts(report);
              return parts.isEmpty()
                  ? CompletableFuture.completedFuture(
                      report.with(whole, List.of(), sources.definitions()))
                  : sources
                      .answers()
                      .ask(parts, executor)
                      .thenApply(told -> report.with(told, told.answers(), sources.definitions()));
            });
  }

  /** Makes the questions of one request, which are of one window. */
  private final class Asker {
    private final Range.Asked asked;
    private final @Nullable String app;
    private final Instant now;

    Asker(String window, @Nullable String app, Instant now) {
      this.asked = new Range.Asked(null, null, window);
      this.app = app;
      this.now = now;
    }

    private Question question(String metric, boolean byBucket, String... key) {
      return sources
          .questions()
          .of(metric, List.of(key), asked, now, new Question.Shape(byBucket, false));
    }

    /** The first round: the figures, and the names that the second one asks for. */
    List<Question> whole() {
      if (app != null) {
        return List.of(
            question("quality-app-received", true, app),
            question("quality-app-passed", true, app),
            question("quality-app-defects", false, app));
      }
      return List.of(
          question("quality-received", true),
          question("quality-passed", true),
          question("quality-defects", false),
          question("quality-types", false),
          question("quality-sources", false),
          question("quality-apps", false),
          question("quality-clocks", false));
    }

    List<Question> parts(QualityReport report) {
      List<Question> parts = new ArrayList<>();
      for (String defect : report.names(QualityReport.DEFECTS, MOST)) {
        if (app == null) {
          parts.add(question("quality-defect-count", false, defect));
          parts.add(question("quality-defect-first", false, defect));
          parts.add(question("quality-defect-last", false, defect));
        } else {
          parts.add(question("quality-defect-app-first", false, defect, app));
          parts.add(question("quality-defect-app-last", false, defect, app));
        }
      }
      for (String kind : QualityReport.KINDS) {
        for (String name : report.names("quality-" + kind + "s", MOST)) {
          parts.add(question("quality-" + kind + "-received", false, name));
          parts.add(question("quality-" + kind + "-passed", false, name));
        }
      }
      return parts;
    }
  }
}
