package io.dumul.serving.collect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.Verdict;
import io.dumul.serving.http.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a request.
 *
 * @param index its place in the request, from 0
 * @param reason why it is not accepted
 * @param path JSON pointer into the event to what is wrong
 * @param detail what was found and what was expected
 * @param position where it stands in the log; null where it is not known to be there
 */
record EventResult(
    int index,
    @Nullable String id,
    Status status,
    @Nullable String reason,
    @Nullable String path,
    @Nullable String detail,
    EventLog.@Nullable Position position) {

  /** What became of it. */
  enum Status {
    /** In the log, and valid by itself. */
    ACCEPTED,
    /** In the log, where every layer will reject it: it stands in the quarantine. */
    QUARANTINED,
    /** Not in the log, and never will be as it is. */
    REFUSED,
    /** Not known to be in the log: send it again. */
    UNAVAILABLE;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static EventResult logged(
      int index, @Nullable String id, Verdict verdict, EventLog.Position position) {
    return verdict instanceof Verdict.Rejected rejected
        ? new EventResult(
            index,
            id,
            Status.QUARANTINED,
            rejected.reason().name(),
            rejected.path(),
            rejected.detail(),
            position)
        : new EventResult(index, id, Status.ACCEPTED, null, null, null, position);
  }

  static EventResult refused(int index, @Nullable String id, Incoming.Refusal refusal) {
    return new EventResult(
        index, id, Status.REFUSED, refusal.reason(), refusal.path(), refusal.detail(), null);
  }

  static EventResult unavailable(int index, @Nullable String id, String detail) {
    return new EventResult(index, id, Status.UNAVAILABLE, "LOG_UNAVAILABLE", null, detail, null);
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("index", index).put("status", status.text());
    put(json, "id", id);
    put(json, "reason", reason);
    put(json, "path", path);
    put(json, "detail", detail);
    if (position != null) {
      json.put("partition", position.partition()).put("offset", position.offset());
    }
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
