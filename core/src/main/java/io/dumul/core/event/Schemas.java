package io.dumul.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.EventType;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.definition.Superseded;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.rule.CompiledRule;
import io.dumul.core.rule.RuleCompiler;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The compiled JSON Schemas and rules of event types; safe for many threads. */
final class Schemas {
  private final Map<String, Known> byType = new HashMap<>();

  /** A type with its schema and rules. Events of an older version are judged by the newest. */
  private record Known(EventType type, CompiledSchema schema, List<CompiledRule> rules) {
    String versions() {
      StringBuilder text = new StringBuilder(type.id());
      text.append(", or with -REVISION-ADDITION behind it, up to ").append(type.version());
      for (Superseded older : type.supersedes()) {
        text.append("; or so ").append(older.id()).append(" up to ").append(older.through());
      }
      return text.toString();
    }
  }

  Schemas(Iterable<EventType> types) {
    for (EventType type : types) {
      CompiledSchema schema = SchemaCompiler.strict().compile(type.schema());
      RuleCompiler compiler = new RuleCompiler(type.schema());
      List<CompiledRule> rules = type.rules().stream().map(compiler::compile).toList();
      byType.put(type.name(), new Known(type, schema, rules));
    }
  }

  boolean knows(String type) {
    return byType.containsKey(type);
  }

  /**
   * The version of the type's schema that an event's {@code dataschema} names; the defined one
   * where it names none, null where it names one that is not defined.
   */
  @Nullable SchemaVersion version(String type, @Nullable String dataschema) {
    return known(type).type().named(dataschema).orElse(null);
  }

  /** The event as it is judged and read. */
  Event newest(Event event) {
    return known(event.type()).type().newest(event);
  }

  /** What a {@code dataschema} may say. */
  String versions(String type) {
    return known(type).versions();
  }

  /** The first thing that is wrong with the data; null where nothing is. */
  @Nullable Mismatch first(String type, JsonNode data) {
    return known(type).schema().first(data);
  }

  /** All that is wrong with the data. */
  List<Mismatch> all(String type, JsonNode data) {
    return known(type).schema().all(data);
  }

  /** The first rule of the type that the event breaks; null where it breaks none. */
  @Nullable Failure firstBroken(Event event) {
    for (CompiledRule rule : known(event.type()).rules()) {
      Failure failure = broken(rule, event);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /** All rules of the type that the event breaks. */
  List<Failure> allBroken(Event event) {
    return known(event.type()).rules().stream()
        .map(rule -> broken(rule, event))
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable Failure broken(CompiledRule rule, Event event) {
    String found = rule.broken(event);
    String expected = rule.rule().message();
    return found == null
        ? null
        : new Failure(
            Reason.SEMANTIC_RULE, "/data", rule.rule().id(), Acceptor.brief(found), expected);
  }

  private Known known(String type) {
    Known known = byType.get(type);
    if (known == null) {
      throw new IllegalArgumentException("type: " + type + " (expected: a known one)");
    }
    return known;
  }
}
