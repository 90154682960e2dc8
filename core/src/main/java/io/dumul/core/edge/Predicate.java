package io.dumul.core.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a field, as {@code created_at:bt:10,20}.
 *
 * @param values one; two for a span; any number for a choice
 */
record Predicate(String field, Op op, List<String> values) {

  /** How a field is compared. */
  enum Op {
    EQ,
    GT,
    GTE,
    LT,
    LTE,
    BT,
    IN
  }

  /** Reads conditions that are joined by semicolons; none where there is no text. */
  static List<Predicate> parse(String parameter, @Nullable String text) {
    List<Predicate> all = new ArrayList<>();
    if (text != null) {
      for (String part : text.split(";", -1)) {
        all.add(one(parameter, part));
      }
    }
    return all;
  }

  private static Predicate one(String parameter, String text) {
    String[] parts = text.split(":", 3);
    Op op = parts.length == 3 ? op(parts[1]) : null;
    if (op == null || parts[0].isEmpty()) {
      throw new WrongRequestException(parameter, text, "field:eq|gt|gte|lt|lte|bt|in:value");
    }
    boolean several = op == Op.BT || op == Op.IN;
    List<String> values = several ? List.of(parts[2].split(",", -1)) : List.of(parts[2]);
    if (op == Op.BT && values.size() != 2) {
      throw new WrongRequestException(parameter, text, "field:bt:from,to");
    }
    return new Predicate(parts[0], op, values);
  }

  private static @Nullable Op op(String name) {
    for (Op op : Op.values()) {
      if (op.name().toLowerCase(Locale.ROOT).equals(name)) {
        return op;
      }
    }
    return null;
  }

  /** The values as those of the field. */
  List<Object> typed(String parameter, ValueKind kind) {
    List<Object> typed = new ArrayList<>();
    for (String value : values) {
      try {
        typed.add(kind.parse(value));
      } catch (IllegalArgumentException e) {
        throw new WrongRequestException(parameter, field + ":" + value, kind.name());
      }
    }
    return typed;
  }

  /** A condition whose values are of the field's type. */
  record Filter(String field, Op op, List<Object> values) {
    boolean holds(LiveEdge edge) {
      return holds(edge.field(field));
    }

    boolean holds(@Nullable Object value) {
      if (value == null) {
        return false;
      }
      return switch (op) {
        case EQ -> compare(value, 0) == 0;
        case GT -> compare(value, 0) > 0;
        case GTE -> compare(value, 0) >= 0;
        case LT -> compare(value, 0) < 0;
        case LTE -> compare(value, 0) <= 0;
        case BT -> compare(value, 0) >= 0 && compare(value, 1) <= 0;
        case IN -> values.stream().anyMatch(one -> Objects.equals(one, value));
      };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // both are of the field's one type
    private int compare(Object value, int at) {
      return ((Comparable) value).compareTo(values.get(at));
    }
  }

  Filter filter(EdgeTable table) {
    ValueKind kind = table.kind(field);
    if (kind == null) {
      throw new WrongRequestException("filters", field, "a field of the table");
    }
    return new Filter(field, op, typed("filters", kind));
  }
}
