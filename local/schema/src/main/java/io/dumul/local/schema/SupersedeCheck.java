package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.definition.Superseded;
import io.dumul.core.event.Event;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of events of a published model when a newer one is defined in its place. */
final class SupersedeCheck {
  private final EventType type;
  private final JsonNode was;
  private final SchemaVersion version;
  private final List<String> wrong = new ArrayList<>();

  private SupersedeCheck(EventType type, JsonNode was, SchemaVersion version) {
    this.type = type;
    this.was = was;
    this.version = version;
  }

  /**
   * What is found.
   *
   * @param text what becomes of older events
   * @param wrong what must be changed
   */
  record Result(String text, List<String> wrong) {}

  /** Compares with what was published; empty where that is of the same model. */
  static Optional<Result> of(EventType type, JsonNode was, SchemaVersion version) {
    return version.model() >= type.version().model()
        ? Optional.empty()
        : Optional.of(new SupersedeCheck(type, was, version).result());
  }

  private Result result() {
    if (was.path("$id").asText().equals(type.id())) {
      wrong("$id: " + type.id(), "another one, as a new model is another schema");
    }
    int model = version.model();
    String text =
        type.supersedes().stream()
            .filter(older -> older.through().model() == model)
            .findFirst()
            .map(this::read)
            .orElse("events of model " + model + " are rejected (x-supersedes would read them)");
    return new Result(text, wrong);
  }

  private String read(Superseded older) {
    if (!older.id().equals(was.path("$id").asText())) {
      wrong("schema: " + older.id(), was.path("$id").asText() + ", which is published");
    }
    if (older.through().compareTo(version) < 0) {
      wrong("version: " + older.through(), version + ", which is published");
    }
    was.path("examples").forEach(this::example);
    return "events up to "
        + older.through()
        + " are read as "
        + type.version()
        + ", tried with "
        + was.path("examples").size()
        + " published examples";
  }

  private void example(JsonNode data) {
    Event event = new Event("", "", type.name(), Instant.EPOCH, "", data, version);
    JsonNode newest = type.newest(event).data();
    for (Mismatch one : SchemaCompiler.strict().compile(type.schema()).all(newest)) {
      wrong("published example: " + one.path() + ": " + one.found(), one.expected());
    }
  }

  private void wrong(String found, String expected) {
    wrong.add(type.name() + ": x-supersedes: " + found + " (expected: " + expected + ")");
  }
}
