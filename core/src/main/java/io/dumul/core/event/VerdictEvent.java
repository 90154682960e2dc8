package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.event.Verdict.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record of the log, as an event of its own, so that quality is counted by metrics
 * as anything else is. Every record has one, barriers apart. It is made of the record and its
 * verdict alone, so both layers make the same one of each. Its time is the record's append time,
 * since a wrong event may have no time.
 *
 * <p>It is never in the log: an event of this type that somebody sends is of an unknown type.
 *
 * @param reason the first thing that is wrong with the record, also where it is observed; else null
 * @param path where that is
 * @param event what can be read of the record
 */
public record VerdictEvent(
    int partition,
    long offset,
    Instant appendTime,
    Fate fate,
    @Nullable Reason reason,
    @Nullable String path,
    PartialEvent event) {
  /** Its type, which metrics name. */
  public static final String TYPE = "dumul.verdict";

  /** In place of what cannot be read, or is too long for a key. */
  public static final String UNKNOWN = "(unknown)";

  private static final int LONGEST = 128;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What became of a record. */
  public enum Fate {
    /** It counts. */
    ACCEPTED,
    /** It stands in the log before. */
    DUPLICATE,
    /** It does not count. */
    REJECTED,
    /** It counts, and stands for one that was rejected. */
    RECOVERED
  }

  public static VerdictEvent of(LogRecord record, Verdict verdict) {
    if (verdict instanceof Verdict.Rejected no) {
      return of(record, Fate.REJECTED, no.reason(), no.path(), PartialEvent.of(record));
    }
    if (verdict instanceof Verdict.Duplicate again) {
      return of(record, Fate.DUPLICATE, null, null, PartialEvent.of(again.event()));
    }
    Verdict.Accepted yes = (Verdict.Accepted) verdict;
    Failure observed = yes.observed();
    PartialEvent event = PartialEvent.of(yes.event());
    return observed == null
        ? of(record, Fate.ACCEPTED, null, null, event)
        : of(record, Fate.ACCEPTED, observed.reason(), observed.path(), event);
  }

  /** Of a record that counts and stands for another one; of no time but that one's. */
  public static VerdictEvent ofRecovered(LogRecord record, Verdict.Accepted verdict) {
    VerdictEvent event = of(record, verdict);
    return of(record, Fate.RECOVERED, event.reason, event.path, event.event);
  }

  private static VerdictEvent of(
      LogRecord record,
      Fate fate,
      @Nullable Reason reason,
      @Nullable String path,
      PartialEvent event) {
    return new VerdictEvent(
        record.partition(), record.offset(), record.appendTime(), fate, reason, path, event);
  }

  /**
   * What metrics fold.
   *
   * @param types the event types that are defined
   */
  public Event toEvent(Set<String> types) {
    ObjectNode data = NODES.objectNode();
    data.put("verdict", fate.name().toLowerCase(Locale.ROOT));
    boolean counts = fate == Fate.ACCEPTED || fate == Fate.RECOVERED;
    data.put("passed", counts && reason == null);
    String named = event.type();
    String type = named != null && types.contains(named) ? named : UNKNOWN;
    if (reason != null) {
      data.put("failure", reason.name()).put("path", path);
      data.put("defect", type + " " + reason.name() + " " + path);
    }
    data.put("event_type", type);
    data.put("event_source", key(event.source()));
    data.put("platform", field("platform"));
    data.put("app", field("platform") + " " + field("app_version"));
    String place = partition + "-" + offset;
    return new Event(place, "/dumul", TYPE, appendTime, key(event.subject()), data);
  }

  private String field(String name) {
    JsonNode data = event.data();
    return key(data == null ? null : data.path(name).textValue());
  }

  private static String key(@Nullable String text) {
    return text == null || text.isEmpty() || text.length() > LONGEST ? UNKNOWN : text;
  }

  /** What metrics may say of it. */
  public static EventType type() {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (String name :
        List.of(
            "verdict",
            "failure",
            "path",
            "defect",
            "event_type",
            "event_source",
            "platform",
            "app")) {
      properties.putObject(name).put("type", "string").put("maxLength", 512);
    }
    properties.putObject("passed").put("type", "boolean");
    return new EventType(
        TYPE,
        new SchemaVersion(1, 0, 0),
        "What became of a record of the log.",
        "dumul",
        schema,
        List.of());
  }
}
