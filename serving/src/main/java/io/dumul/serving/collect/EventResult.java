package io.dumul.serving.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.Failure;
import io.dumul.serving.http.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a request.
 *
 * @param index its place in the request, from 0
 * @param failures all that is wrong with it; empty where nothing is
 * @param position where it stands in the log; null where it is not known to be there
 * @param detail why it is not known to be in the log; null where its fate is known
 */
record EventResult(
    int index,
    @Nullable String id,
    Status status,
    List<Failure> failures,
    EventLog.@Nullable Position position,
    @Nullable String detail) {

  /** What became of it. */
  enum Status {
    /** In the log, and valid by itself. */
    ACCEPTED,
    /** In the log, where every layer will reject it: it stands in the quarantine. */
    QUARANTINED,
    /** Not in the log, as it is wrong and of a type and source for which that is blocked. */
    BLOCKED,
    /** Not in the log, and never will be as it is. */
    REFUSED,
    /** Not known to be in the log: send it again. */
    UNAVAILABLE;

    /** Whether such an event is in the log, or is to be put there. */
    boolean isLogged() {
      return this == ACCEPTED || this == QUARANTINED;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the accept rule says, before the event is in the log. */
  static EventResult judged(int index, @Nullable String id, Status status, List<Failure> failures) {
    return new EventResult(index, id, status, failures, null, null);
  }

  /** The same, now that it is in the log. */
  EventResult at(EventLog.Position position) {
    return new EventResult(index, id, status, failures, position, null);
  }

  static EventResult refused(int index, @Nullable String id, Failure refusal) {
    return new EventResult(index, id, Status.REFUSED, List.of(refusal), null, null);
  }

  static EventResult unavailable(int index, @Nullable String id, String detail) {
    return new EventResult(index, id, Status.UNAVAILABLE, List.of(), null, detail);
  }

  /** The entry of an answer; the first failure stands in it once more, for those who read one. */
  ObjectNode json() {
    ObjectNode json = Json.object().put("index", index).put("status", status.text());
    if (id != null) {
      json.put("id", id);
    }
    if (detail != null) {
      json.put("reason", "LOG_UNAVAILABLE").put("detail", detail);
    }
    if (!failures.isEmpty()) {
      Failure first = failures.get(0);
      json.put("reason", first.reason().name())
          .put("path", first.path())
          .put("detail", first.found() + " (expected: " + first.expected() + ")");
      ArrayNode all = json.putArray("failures");
      failures.forEach(failure -> all.add(json(failure)));
    }
    if (position != null) {
      json.put("partition", position.partition()).put("offset", position.offset());
    }
    return json;
  }

  /** How many events have each status, and their entries: the members of an answer. */
  static Map<String, JsonNode> members(List<EventResult> results) {
    ObjectNode counts = Json.object();
    for (Status status : Status.values()) {
      counts.put(
          status.text(), results.stream().filter(result -> result.status() == status).count());
    }
    ArrayNode events = Json.MAPPER.createArrayNode();
    results.forEach(result -> events.add(result.json()));
    return Map.of("counts", counts, "events", events);
  }

  private static ObjectNode json(Failure failure) {
    return Json.object()
        .put("type", failure.reason().name())
        .put("path", failure.path())
        .put("rule", failure.rule())
        .put("found", failure.found())
        .put("expected", failure.expected());
  }
}
