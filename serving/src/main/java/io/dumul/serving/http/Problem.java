package io.dumul.serving.http;

import java.util.Locale;

/**
 * Every kind of refusal, as RFC 9457 knows it: a type, a status, a title, and what to do. {@code
 * /problems/{slug}} shows the same text.
 */
public enum Problem {
  INVALID_PARAMETER(
      400, "A parameter is wrong", "Correct the parameter that `parameter` names and ask again."),
  INVALID_BODY(400, "The body is wrong", "Correct the body as the detail says and send it again."),
  EVENTS_REFUSED(
      400,
      "No event could be put into the log",
      "Correct the events as their entries say and send them again; nothing of this request is in"
          + " the log."),
  EVENTS_BLOCKED(
      422,
      "Events are wrong, and such events are blocked",
      "Correct the events as the failures of their entries say and send them again; nothing of this"
          + " request is in the log."),
  UNAUTHENTICATED(
      401,
      "An API key is needed",
      "Send a key as `Authorization: Bearer KEY` or `X-Api-Key: KEY`."),
  FORBIDDEN(
      403, "The API key has not the role", "Use a key that has the role that the detail names."),
  NOT_FOUND(404, "There is nothing here", "See /openapi.yaml for what there is."),
  UNKNOWN_METRIC(404, "No such metric", "See /v1/metrics for the metrics that are defined."),
  UNKNOWN_TABLE(404, "No such table", "See /graph/v3/databases for the tables that are declared."),
  READ_ONLY(403, "Edges are only read for now", "Ask again when the system takes mutations again."),
  TABLE_EXISTS(409, "There is one of this name", "Use it, or another name."),
  TABLE_FIXED(
      409,
      "This does not change here",
      "Make another table, or change definitions/tables and start the processes with it."),
  TABLE_NOT_DECLARED(
      400,
      "No edges are kept here",
      "Declare a table in definitions/tables and start the processes with it; then others can be made."),
  EDGES_BEHIND(
      503,
      "The change is in the log, and cannot be read yet",
      "Ask again with `after` and the token; to send the mutation again does no harm."),
  EDGES_UNFILLED(
      503,
      "An index or a group that the table has gained is not complete yet",
      "Ask again when `dumul batch edges` has found it complete; the table says what is missing."),
  EDGES_LOST(
      503,
      "The view of edges does not hold all that is in the log",
      "Ask again later: the speed layer fills the view from its own state."),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here", "Use a method of the Allow header."),
  TOO_LARGE(413, "The request is too large", "Send less at once, within the limit in the detail."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "The content type is not supported", "Use one of the types that the detail names."),
  TOO_MANY_REQUESTS(
      429, "Too many requests with this key", "Wait for Retry-After seconds and ask again."),
  REQUEST_FAILED(
      400, "The request cannot be served", "Correct the request as the status and detail say."),
  INTERNAL(500, "A mistake of the server", "Report it with the time; the log has the cause."),
  LOG_UNAVAILABLE(
      503,
      "The log does not take events in time",
      "Send the events again after Retry-After seconds, with the same ids: what is in the log"
          + " already counts once."),
  METRIC_NOT_PUBLISHED(
      503,
      "The batch view does not hold this metric yet",
      "Wait for the next publication, or backfill the metric."),
  SPEED_INCOMPLETE(
      503,
      "The speed view does not hold all that this answer needs",
      "Wait until the speed layer runs and has come far enough, or until the next publication."),
  SPEED_REBUILDING(
      503,
      "The speed view is being built anew",
      "Ask again after Retry-After seconds; the answer comes back when every partition reports."),
  SPEED_EXPIRED(
      503,
      "Increments that this answer needs are expired",
      "Publish a newer epoch, or rebuild the speed view."),
  CONTROL_UNAVAILABLE(
      503,
      "It is not known which publication is valid",
      "Ask again after Retry-After seconds; see that the view store is up."),
  VIEWS_UNAVAILABLE(
      503,
      "The views cannot be read",
      "Ask again after Retry-After seconds; see that the view store is up."),
  TIMEOUT(
      503,
      "The request took longer than it may",
      "Ask for less, or ask again after Retry-After seconds. Events of a request that timed out may"
          + " be in the log; send them again with the same ids.");

  private final int status;
  private final String title;
  private final String remedy;

  Problem(int status, String title, String remedy) {
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** What whoever gets it can do. */
  public String remedy() {
    return remedy;
  }

  /** As {@code unknown-metric}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The type's URI, relative to the server, where a page explains it. */
  public String type() {
    return "/problems/" + slug();
  }

  boolean retryLater() {
    return status == 429 || status == 503;
  }
}
