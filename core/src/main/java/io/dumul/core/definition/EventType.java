package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.event.Event;
import io.dumul.core.rule.Rule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event type: what its data must look like.
 *
 * @param name the CloudEvents {@code type}, as {@code order.placed}
 * @param schema JSON Schema 2020-12 of the {@code data} attribute
 * @param rules what the data must fulfil beyond it, in the order in which they are judged
 * @param supersedes older models that this one replaces when events are read
 */
public record EventType(
    String name,
    SchemaVersion version,
    String description,
    String owner,
    JsonNode schema,
    List<Rule> rules,
    List<Superseded> supersedes) {

  /** One that replaces no older model. */
  public EventType(
      String name,
      SchemaVersion version,
      String description,
      String owner,
      JsonNode schema,
      List<Rule> rules) {
    this(name, version, description, owner, schema, rules, List.of());
  }

  /** The schema's {@code $id}. */
  public String id() {
    return schema.path("$id").asText();
  }

  /**
   * The version that an event's {@code dataschema} names, of this schema or of one that it
   * replaces; the defined one where it names none, empty where it names one that is not defined.
   */
  public Optional<SchemaVersion> named(@Nullable String dataschema) {
    if (dataschema == null) {
      return Optional.of(version);
    }
    Optional<SchemaVersion> own = version.named(id(), dataschema);
    return own.isPresent()
        ? own
        : supersedes.stream()
            .flatMap(older -> older.through().named(older.id(), dataschema).stream())
            .findFirst();
  }

  /** The event as it is read: one of a model that is replaced becomes one of this model. */
  public Event newest(Event event) {
    SchemaVersion of = event.version();
    if (of == null || of.model() == version.model()) {
      return event;
    }
    return supersedes.stream()
        .filter(older -> older.through().model() == of.model())
        .findFirst()
        .map(older -> event.with(older.newest(event.data()), version))
        .orElse(event);
  }
}
