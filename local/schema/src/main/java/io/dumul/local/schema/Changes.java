package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares two versions of a schema: what each difference means for old events and for readers.
 * What it cannot decide, as a change within anyOf, it takes for a revision.
 */
final class Changes {
  private static final Set<String> WORDS =
      Set.of(
          "$schema",
          "$id",
          "id",
          "$comment",
          "title",
          "description",
          "default",
          "examples",
          "example",
          "deprecated",
          "readOnly",
          "writeOnly",
          "x-type",
          "x-version",
          "x-owner",
          "x-trigger",
          "x-status",
          "definitions",
          "$defs");

  /** Keywords whose number may only grow for old events to stay valid. */
  private static final Set<String> UPPER =
      Set.of(
          "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains");

  private static final Set<String> LOWER =
      Set.of(
          "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");
  private static final Set<String> INNER = Set.of("items", "contains", "propertyNames");
  private static final int DEEPEST = 64;

  private final JsonNode oldRoot;
  private final JsonNode newRoot;
  private final List<Change> changes = new ArrayList<>();

  private Changes(JsonNode oldRoot, JsonNode newRoot) {
    this.oldRoot = oldRoot;
    this.newRoot = newRoot;
  }

  /** All differences, in the order of the schema. */
  static List<Change> between(JsonNode before, JsonNode after) {
    Changes all = new Changes(before, after);
    all.schema("", before, after, 0);
    return all.changes;
  }

  /** The greatest level of all. */
  static Level level(List<Change> changes) {
    return changes.stream().map(Change::level).reduce(Level.WORDS, Level::or);
  }

  private void schema(String path, JsonNode before, JsonNode after, int depth) {
    JsonNode was = resolved(oldRoot, before);
    JsonNode is = resolved(newRoot, after);
    if (was.equals(is)
        && oldRoot.path("$defs").equals(newRoot.path("$defs"))
        && oldRoot.path("definitions").equals(newRoot.path("definitions"))) {
      return;
    }
    if (!was.isObject() || !is.isObject() || depth > DEEPEST) {
      whole(path, was, is);
      return;
    }
    Set<String> names = new TreeSet<>();
    was.fieldNames().forEachRemaining(names::add);
    is.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      keyword(path, name, was, is, depth);
    }
  }

  private void whole(String path, JsonNode was, JsonNode is) {
    if (was.equals(is)) {
      return;
    }
    if (isAnything(is)) {
      add(path, Level.ADDITION, "now allows anything");
    } else if (is.isBoolean()) {
      add(path, Level.MODEL, "now allows nothing");
    } else {
      add(path, isAnything(was) ? Level.REVISION : Level.ADDITION, "was " + brief(was));
    }
  }

  private static boolean isAnything(JsonNode schema) {
    return schema.isMissingNode()
        || schema.equals(BooleanNode.TRUE)
        || (schema.isObject() && schema.isEmpty());
  }

  private void keyword(String path, String name, JsonNode was, JsonNode is, int depth) {
    JsonNode before = was.path(name);
    JsonNode after = is.path(name);
    String place = path + "/" + name.replace("~", "~0").replace("/", "~1");
    if (name.equals("properties")) {
      properties(place, was, is, depth);
    } else if (INNER.contains(name) && !before.isMissingNode() && !after.isMissingNode()) {
      inner(place, before, after, depth);
    } else if (before.equals(after)) {
      return;
    } else if (WORDS.contains(name)) {
      add(place, Level.WORDS, "words");
    } else if (name.equals("x-supersedes")) {
      add(place, Level.REVISION, "older events are read in another way");
    } else {
      rule(place, name, was, is, depth);
    }
  }

  private void inner(String place, JsonNode before, JsonNode after, int depth) {
    if (before.isArray() || after.isArray()) {
      unknown(place, before, after);
    } else {
      schema(place, before, after, depth + 1);
    }
  }

  private void rule(String place, String name, JsonNode was, JsonNode is, int depth) {
    JsonNode before = was.path(name);
    JsonNode after = is.path(name);
    if (name.equals("required")) {
      required(place, was, is);
    } else if (name.equals("type")) {
      types(place, before, after);
    } else if (name.equals("enum")) {
      values(place, before, after);
    } else if (UPPER.contains(name) || LOWER.contains(name)) {
      bound(place, UPPER.contains(name), before, after);
    } else if (name.equals("additionalProperties") || name.equals("unevaluatedProperties")) {
      additional(place, before, after, depth);
    } else if (name.equals("uniqueItems")) {
      add(place, after.asBoolean() ? Level.REVISION : Level.ADDITION, "now " + after.asBoolean());
    } else if (name.equals("allOf") && before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        schema(place + "/" + i, before.get(i), after.get(i), depth + 1);
      }
    } else {
      unknown(place, before, after);
    }
  }

  private void unknown(String place, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (after.isMissingNode()) {
      add(place, Level.ADDITION, "no longer asked: " + brief(before));
    } else if (before.isMissingNode()) {
      add(place, Level.REVISION, "asked now: " + brief(after));
    } else {
      add(place, Level.REVISION, "was " + brief(before) + ", is " + brief(after));
    }
  }

  private void properties(String place, JsonNode was, JsonNode is, int depth) {
    Set<String> names = new TreeSet<>();
    was.path("properties").fieldNames().forEachRemaining(names::add);
    is.path("properties").fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode before = was.path("properties").path(name);
      JsonNode after = is.path("properties").path(name);
      String inner = place + "/" + name.replace("~", "~0").replace("/", "~1");
      if (before.isMissingNode()) {
        added(inner, name, was, is);
      } else if (after.isMissingNode()) {
        add(inner, Level.MODEL, "removed");
      } else {
        schema(inner, before, after, depth + 1);
      }
    }
  }

  private void added(String place, String name, JsonNode was, JsonNode is) {
    if (strings(is.path("required")).contains(name)) {
      add(place, Level.MODEL, "added and required: no old event has it");
    } else if (was.path("additionalProperties").isObject()) {
      add(place, Level.REVISION, "added: old events had to be of another schema there");
    } else {
      add(place, Level.ADDITION, "added, optional");
    }
  }

  private void required(String place, JsonNode was, JsonNode is) {
    Set<String> before = strings(was.path("required"));
    Set<String> after = strings(is.path("required"));
    for (String name : after) {
      if (!before.contains(name) && was.path("properties").has(name)) {
        add(place, Level.REVISION, name + " is required now: old events may lack it");
      } else if (!before.contains(name) && !is.path("properties").has(name)) {
        add(place, Level.MODEL, name + " is required now");
      }
    }
    for (String name : before) {
      if (!after.contains(name) && is.path("properties").has(name)) {
        add(place, Level.REVISION, name + " is optional now: readers may miss it");
      }
    }
  }

  private void types(String place, JsonNode before, JsonNode after) {
    Set<String> was = typeNames(before);
    Set<String> is = typeNames(after);
    String what = "was " + brief(before) + ", is " + brief(after);
    if (after.isMissingNode()) {
      add(place, Level.REVISION, "any type now: readers may find another");
    } else if (before.isMissingNode()) {
      add(place, Level.REVISION, "only " + brief(after) + " now");
    } else if (is.containsAll(was)) {
      add(place, Level.REVISION, what + ": readers may find another");
    } else {
      Set<String> common = new HashSet<>(was);
      common.retainAll(is);
      add(place, common.isEmpty() ? Level.MODEL : Level.REVISION, what);
    }
  }

  private static Set<String> typeNames(JsonNode type) {
    Set<String> names = type.isTextual() ? new HashSet<>(Set.of(type.asText())) : strings(type);
    if (names.contains("number")) {
      names.add("integer");
    }
    return names;
  }

  private void values(String place, JsonNode before, JsonNode after) {
    Set<JsonNode> was = nodes(before);
    Set<JsonNode> is = nodes(after);
    if (after.isMissingNode()) {
      add(place, Level.ADDITION, "any value now");
    } else if (before.isMissingNode()) {
      add(place, Level.REVISION, "only " + brief(after) + " now");
    } else if (is.containsAll(was)) {
      is.removeAll(was);
      add(place, is.isEmpty() ? Level.WORDS : Level.ADDITION, "also " + is);
    } else {
      Set<JsonNode> gone = new HashSet<>(was);
      gone.removeAll(is);
      add(place, gone.size() == was.size() ? Level.MODEL : Level.REVISION, "no longer " + gone);
    }
  }

  private void bound(String place, boolean upper, JsonNode before, JsonNode after) {
    if (!before.isNumber() || !after.isNumber()) {
      unknown(place, before, after);
      return;
    }
    BigDecimal was = before.decimalValue();
    BigDecimal is = after.decimalValue();
    int order = upper ? is.compareTo(was) : was.compareTo(is);
    Level level = order == 0 ? Level.WORDS : order > 0 ? Level.ADDITION : Level.REVISION;
    add(place, level, "was " + before + ", is " + after);
  }

  private void additional(String place, JsonNode before, JsonNode after, int depth) {
    if (before.isObject() && after.isObject()) {
      schema(place, before, after, depth + 1);
    } else if (isAnything(after)) {
      add(place, isAnything(before) ? Level.WORDS : Level.ADDITION, "others are allowed now");
    } else if (before.isBoolean() && !before.booleanValue()) {
      add(place, Level.ADDITION, "some others are allowed now");
    } else {
      add(place, Level.REVISION, "others that old events may have are not allowed any more");
    }
  }

  private void add(String path, Level level, String what) {
    changes.add(new Change(path, level, what));
  }

  private static Set<String> strings(JsonNode array) {
    Set<String> all = new TreeSet<>();
    array.forEach(item -> all.add(item.asText()));
    return all;
  }

  private static Set<JsonNode> nodes(JsonNode array) {
    Set<JsonNode> all = new HashSet<>();
    array.forEach(all::add);
    return all;
  }

  private static JsonNode resolved(JsonNode root, JsonNode schema) {
    JsonNode found = schema;
    for (int i = 0; i < DEEPEST && found.size() == 1; i++) {
      String reference = found.path("$ref").asText();
      if (!reference.startsWith("#/") && !reference.equals("#")) {
        return found;
      }
      found = root.at(reference.substring(1));
    }
    return found;
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}
