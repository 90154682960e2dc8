package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.dumul.core.event.Verdict;
import io.dumul.core.recovery.Cast;
import io.dumul.core.recovery.JsonPath;
import io.dumul.core.recovery.RecoveryRule;
import io.dumul.core.recovery.RecoveryRule.Range;
import io.dumul.core.recovery.RecoveryRule.Where;
import io.dumul.core.recovery.RecoveryRule.Wrong;
import io.dumul.core.recovery.Step;
import io.dumul.core.rule.CompiledRule;
import io.dumul.core.rule.Rule;
import io.dumul.core.rule.RuleCompiler;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads how rejected events are mended, from YAML. */
public final class RecoveryFile {
  private static final List<String> KINDS = List.of("set", "rename", "remove", "cast", "replace");
  private static final String STEP = "one of " + KINDS + " with a JSON pointer";
  private static final String PATH = "a JSON pointer into the event, as /data/amount";

  private static final Pattern GROUP = Pattern.compile("\\$(?:(\\d{1,4})|.|$)");

  private RecoveryFile() {}

  /**
   * @param name what messages call the file
   * @throws DefinitionException where it is wrong, with file, line and what was expected
   */
  public static RecoveryRule read(String name, String text) {
    Located file = LocatedReader.parse(name, text);
    file.object(List.of("name", "description", "where", "steps"));
    String expected = "a name of small letters, digits and -, at most 64";
    return new RecoveryRule(
        file.need("name", expected).matching("[a-z0-9][a-z0-9-]{0,63}", expected),
        where(file.need("where", "which rejected events, as {events: [order.placed]}")),
        steps(file.find("steps")));
  }

  private static Where where(Located where) {
    where.object(
        List.of(
            "events", "sources", "app-versions", "failures", "epochs", "appended", "condition"));
    return new Where(
        texts(where.find("events"), "event types"),
        List.copyOf(texts(where.find("sources"), "sources, where * at the end is any ending")),
        texts(where.find("app-versions"), "texts as they stand in data.app_version"),
        failures(where.find("failures")),
        range(where.find("epochs"), RecoveryFile::epoch),
        range(where.find("appended"), RecoveryFile::time),
        condition(where.find("condition")));
  }

  private static Set<String> texts(@Nullable Located list, String expected) {
    Set<String> texts = new LinkedHashSet<>();
    if (list != null) {
      list.list("a list of " + expected).forEach(one -> texts.add(one.text(expected)));
    }
    return texts;
  }

  private static List<Wrong> failures(@Nullable Located list) {
    List<Wrong> failures = new ArrayList<>();
    String expected = "a list of failures, as {type: SCHEMA, path: /data/amount, rule: type}";
    for (Located one : list == null ? List.<Located>of() : list.list(expected)) {
      one.object(List.of("type", "path", "rule"));
      failures.add(
          new Wrong(
              type(one.find("type")),
              text(one.find("path"), "a JSON pointer, as in the column failures"),
              text(one.find("rule"), "a rule, as in the column failures")));
    }
    return failures;
  }

  private static @Nullable String type(@Nullable Located type) {
    List<String> known = Arrays.stream(Verdict.Reason.values()).map(Enum::name).toList();
    if (type != null && !known.contains(type.text("one of " + known))) {
      throw type.wrong("one of " + known);
    }
    return type == null ? null : type.text("one of " + known);
  }

  private static @Nullable String text(@Nullable Located value, String expected) {
    return value == null ? null : value.text(expected);
  }

  private static <T> Range<T> range(@Nullable Located range, Function<Located, T> read) {
    if (range == null) {
      return new Range<>(null, null);
    }
    range.object(List.of("from", "to"));
    Located from = range.find("from");
    Located to = range.find("to");
    return new Range<>(from == null ? null : read.apply(from), to == null ? null : read.apply(to));
  }

  private static Long epoch(Located value) {
    JsonNode number = value.value();
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
      throw value.wrong("an epoch's number");
    }
    return number.longValue();
  }

  private static Instant time(Located value) {
    String expected = "a time with offset, as 2026-03-01T12:00:00+09:00";
    try {
      return OffsetDateTime.parse(value.text(expected)).toInstant();
    } catch (DateTimeParseException e) {
      throw value.wrong(expected);
    }
  }

  private static @Nullable CompiledRule condition(@Nullable Located value) {
    if (value == null) {
      return null;
    }
    String expression = value.text("a CEL expression over data, time, id, source and subject");
    try {
      RuleCompiler compiler = new RuleCompiler(JsonNodeFactory.instance.objectNode());
      return compiler.compile(new Rule("condition", expression, ""));
    } catch (IllegalArgumentException e) {
      throw value.wrong("a CEL expression over data, time, id, source, subject: " + e.getMessage());
    }
  }

  private static List<Step> steps(@Nullable Located list) {
    if (list == null || (list.value().isArray() && list.items().isEmpty())) {
      return List.of();
    }
    return list.list("a list of steps").stream().map(RecoveryFile::step).toList();
  }

  static Step step(Located step) {
    List<String> kinds = KINDS.stream().filter(kind -> step.find(kind) != null).toList();
    if (!step.value().isObject() || kinds.size() != 1) {
      throw step.wrong(STEP);
    }
    String kind = kinds.get(0);
    JsonPath path = path(step.need(kind, PATH));
    if (kind.equals("remove")) {
      step.only(List.of(kind));
    }
    return switch (kind) {
      case "set" -> new Step.Set(path, only(step, kind, "value").need("value", "any").value());
      case "rename" -> rename(only(step, kind, "to"), path);
      case "remove" -> new Step.Remove(path);
      case "cast" -> new Step.ToType(path, cast(only(step, kind, "to").need("to", casts())));
      default -> replace(only(step, kind, "values", "pattern", "with"), path);
    };
  }

  private static Located only(Located step, String... keys) {
    step.only(List.of(keys));
    return step;
  }

  private static JsonPath path(Located value) {
    try {
      JsonPath path = JsonPath.of(value.text(PATH));
      if (RecoveryRule.IDENTITY.contains(path.attribute())) {
        throw value.wrong("not /id or /subject, by which an event counts once");
      }
      return path;
    } catch (IllegalArgumentException e) {
      throw value.wrong(PATH);
    }
  }

  private static Step rename(Located step, JsonPath path) {
    Located where = step.need("to", PATH);
    JsonPath to = path(where);
    if (!path.single() || !to.single()) {
      throw where.wrong("paths without *");
    }
    return new Step.Rename(path, to);
  }

  private static String casts() {
    return "one of "
        + Arrays.stream(Cast.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static Cast cast(Located value) {
    for (Cast cast : Cast.values()) {
      if (cast.name().toLowerCase(Locale.ROOT).equals(value.value().asText())) {
        return cast;
      }
    }
    throw value.wrong(casts());
  }

  private static Step replace(Located step, JsonPath path) {
    Located values = step.find("values");
    if (values == null) {
      Pattern pattern = pattern(step.need("pattern", "a pattern, or values"));
      Located with = step.need("with", "a text");
      for (int group : groups(with.value().asText())) {
        if (group > pattern.groupCount()) {
          throw with.wrong("no group above $" + pattern.groupCount());
        }
      }
      return new Step.Replace(path, pattern, with.value().asText());
    }
    if (!values.value().isObject() || step.find("pattern") != null) {
      throw values.wrong("other values by text, as {SEOUL: seoul}, and no pattern");
    }
    Map<String, JsonNode> others = new LinkedHashMap<>();
    values.fields().forEach((text, other) -> others.put(text, other.value()));
    return new Step.Values(path, others);
  }

  private static List<Integer> groups(String text) {
    List<Integer> groups = new ArrayList<>();
    for (Matcher found = GROUP.matcher(text); found.find(); ) {
      groups.add(found.group(1) == null ? Integer.MAX_VALUE : Integer.valueOf(found.group(1)));
    }
    return groups;
  }

  private static Pattern pattern(Located value) {
    try {
      return Pattern.compile(value.text("a pattern"));
    } catch (PatternSyntaxException e) {
      throw value.wrong("a pattern of RE2: " + e.getMessage());
    }
  }
}
