package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Mode;
import io.dumul.core.definition.Modes;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.definition.TimeRules;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.schema.Mismatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accept rule up to the duplicate check, the same in every layer: envelope, schema, rules of
 * the type, time bounds. It holds no state, so layers may judge records in any order and in
 * parallel.
 *
 * <p>The last step, duplicate, needs memory and is each layer's own: a record judged {@link
 * Verdict.Accepted} here is a {@link Verdict.Duplicate} when an accepted event with the same
 * subject and id stands before it in the partition and that event's time is not before {@code
 * horizon(closing)}, where closing is the time in the last counted barrier before the record. The
 * horizon only moves at barriers, so memory may be cleared there.
 */
public final class Acceptor {
  private static final int SHOWN = 200;

  private final Schemas schemas;
  private final TimeRules rules;
  private final Modes modes;

  public Acceptor(Definitions definitions) {
    this.schemas = new Schemas(definitions.events().values());
    this.rules = definitions.time();
    this.modes = definitions.modes();
  }

  /**
   * Judges one record; it never throws, whatever the bytes.
   *
   * @param closing the closing time in the last counted barrier before the record in its partition;
   *     {@link Instant#MIN} where there is none
   * @return Accepted or Rejected, never Duplicate
   */
  public Verdict judge(LogRecord record, Instant closing) {
    if (record.value() == null) {
      return reject(Reason.MALFORMED, "", "no value (expected: a CloudEvent in JSON)");
    }
    if (record.value().length > EventJson.LONGEST) {
      return reject(large(record.value()));
    }
    ObjectNode root;
    try {
      root = EventJson.read(record.value());
    } catch (IllegalArgumentException e) {
      return reject(Reason.MALFORMED, "", e.getMessage() + " (expected: an object in strict JSON)");
    }
    try {
      Event event = Envelope.read(root, record.key());
      return judge(event, root.path("dataschema"), record.appendTime(), closing);
    } catch (Envelope.Wrong e) {
      return reject(Reason.ENVELOPE, e.path(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * All that is wrong with a record, where {@link #judge} stops at the first: both name the same
   * reason and path first, and nothing is wrong exactly where judge accepts and observes nothing.
   * It takes longer, so it is for records of which judge has said that something is wrong.
   */
  public List<Failure> explain(LogRecord record, Instant closing) {
    if (record.value() != null && record.value().length > EventJson.LONGEST) {
      return List.of(large(record.value()));
    }
    ObjectNode root;
    try {
      root = EventJson.read(record.value() == null ? new byte[0] : record.value());
    } catch (IllegalArgumentException e) {
      String found = record.value() == null ? "no value" : String.valueOf(e.getMessage());
      String expected = "an object in strict JSON";
      return List.of(new Failure(Reason.MALFORMED, "", "json", brief(found), expected));
    }
    List<Failure> all = new ArrayList<>(Envelope.failures(root, record.key()));
    data(root, all);
    if (all.stream().allMatch(failure -> failure.reason() == Reason.UNKNOWN_VERSION)) {
      all.addAll(schemas.allBroken(newest(read(root, record.key()), root)));
    }
    Instant time = Rfc3339.parse(root.path("time").asText());
    if (time != null && root.path("time").isTextual()) {
      time(time, record.appendTime(), closing, all);
    }
    return all;
  }

  /**
   * The version of its type's schema that a record is for, as far as it can be read; null where its
   * type or the version that it names is not defined.
   */
  public @Nullable SchemaVersion version(PartialEvent record) {
    String type = record.type();
    return type == null || !schemas.knows(type) ? null : schemas.version(type, record.dataschema());
  }

  /** An event of which the envelope was found to be right. */
  private static Event read(ObjectNode root, byte @Nullable [] key) {
    try {
      return Envelope.read(root, key);
    } catch (Envelope.Wrong e) {
      throw new AssertionError(e);
    }
  }

  private void data(ObjectNode root, List<Failure> all) {
    String type = root.path("type").asText();
    if (type.isEmpty()) {
      return;
    }
    if (!schemas.knows(type)) {
      all.add(new Failure(Reason.UNKNOWN_TYPE, "/type", "type", brief(type), "a defined type"));
      return;
    }
    Failure version = version(type, root.path("dataschema"));
    if (version != null) {
      all.add(version);
    }
    if (root.path("data").isObject()) {
      Event event = new Event("", "", type, Instant.EPOCH, "", root.path("data"));
      schemas.all(type, newest(event, root).data()).forEach(one -> all.add(failure(one)));
    }
  }

  /** The event as it is judged and read, by what its record says of its version. */
  private Event newest(Event event, ObjectNode root) {
    return schemas.newest(named(event, root.path("dataschema")));
  }

  private Event named(Event event, JsonNode dataschema) {
    return event.with(event.data(), schemas.version(event.type(), dataschema.textValue()));
  }

  /**
   * What is wrong with the version that the event names; null where it names none or a good one.
   */
  private @Nullable Failure version(String type, JsonNode dataschema) {
    if (schemas.version(type, dataschema.textValue()) != null) {
      return null;
    }
    String found = brief(dataschema.textValue());
    return new Failure(
        Reason.UNKNOWN_VERSION, "/dataschema", "version", found, schemas.versions(type));
  }

  private static Failure large(byte[] value) {
    String found = value.length + " bytes";
    return new Failure(Reason.TOO_LARGE, "", "size", found, "<= " + EventJson.LONGEST + " bytes");
  }

  private void time(Instant time, Instant appendTime, Instant closing, List<Failure> all) {
    Instant horizon = rules.horizon(closing);
    Instant limit = rules.limit(appendTime, closing);
    if (time.isBefore(horizon)) {
      all.add(new Failure(Reason.LATE, "/time", "lateness", time.toString(), ">= " + horizon));
    } else if (time.isAfter(limit)) {
      all.add(new Failure(Reason.FUTURE, "/time", "ahead", time.toString(), "<= " + limit));
    }
  }

  private Verdict judge(Event read, JsonNode dataschema, Instant appendTime, Instant closing) {
    if (!schemas.knows(read.type())) {
      return reject(Reason.UNKNOWN_TYPE, "/type", read.type() + " (expected: a defined type)");
    }
    Event event = named(read, dataschema);
    Failure wrong = wrong(event, dataschema);
    if (wrong != null && modes.of(event.type(), event.source()) != Mode.OBSERVE) {
      return reject(wrong);
    }
    Instant horizon = rules.horizon(closing);
    if (event.time().isBefore(horizon)) {
      return reject(Reason.LATE, "/time", event.time() + " (expected: >= " + horizon + ")");
    }
    Instant limit = rules.limit(appendTime, closing);
    if (event.time().isAfter(limit)) {
      return reject(Reason.FUTURE, "/time", event.time() + " (expected: <= " + limit + ")");
    }
    return new Verdict.Accepted(event, wrong);
  }

  /** The first thing that is wrong with what the event says; null where nothing is. */
  private @Nullable Failure wrong(Event event, JsonNode dataschema) {
    Failure version = version(event.type(), dataschema);
    if (version != null) {
      return version;
    }
    Event newest = schemas.newest(event);
    Mismatch mismatch = schemas.first(newest.type(), newest.data());
    return mismatch == null ? schemas.firstBroken(newest) : failure(mismatch);
  }

  private static Failure failure(Mismatch one) {
    String path = brief("/data" + one.path());
    return new Failure(Reason.SCHEMA, path, one.rule(), one.found(), one.expected());
  }

  private static Verdict reject(Failure one) {
    String detail = one.found() + " (expected: " + one.expected() + ")";
    return new Verdict.Rejected(one.reason(), one.path(), brief(detail));
  }

  private static Verdict reject(Reason reason, String path, String detail) {
    return new Verdict.Rejected(reason, brief(path), brief(detail));
  }

  /** At most so much of what a stranger sent. */
  static String brief(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return text.substring(0, end) + "...";
  }
}
