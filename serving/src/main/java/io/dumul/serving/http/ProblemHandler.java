package io.dumul.serving.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong with a request into a problem detail. */
public final class ProblemHandler implements ServerErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    Throwable peeled = Exceptions.peel(cause);
    if (peeled instanceof ProblemException refusal) {
      return Responses.problem(refusal).toHttpResponse();
    }
    if (peeled instanceof RequestTimeoutException) {
      return Responses.problem(new ProblemException(Problem.TIMEOUT, "The deadline has passed."))
          .toHttpResponse();
    }
    if (peeled instanceof HttpStatusException || isArmerias(peeled)) {
      return null; // renderStatus knows it.
    }
    LOG.error("{} {} failed", context.method(), context.path(), peeled);
    return Responses.problem(
            new ProblemException(Problem.INTERNAL, "The request could not be served."))
        .toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String detail = description == null ? status.reasonPhrase() : description;
    if (status.code() == 413) {
      detail = "The body has more than " + config.maxRequestLength() + " bytes.";
    }
    if (status.code() == 405) {
      return Responses.notAllowed(EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST));
    }
    Problem problem = problem(status.code());
    return Responses.problem(problem, status.code(), new ProblemException(problem, detail));
  }

  private static boolean isArmerias(Throwable cause) {
    return cause.getClass().getName().startsWith("com.linecorp.armeria.");
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 404 -> Problem.NOT_FOUND;
      case 413 -> Problem.TOO_LARGE;
      case 415 -> Problem.UNSUPPORTED_MEDIA_TYPE;
      case 503 -> Problem.TIMEOUT;
      default -> status >= 500 ? Problem.INTERNAL : Problem.REQUEST_FAILED;
    };
  }
}
