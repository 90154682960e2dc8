package io.dumul.core.edge;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The columns of a group that conditions on its first fields select. */
final class GroupRange {
  private GroupRange() {}

  static EdgeView.Columns of(
      EdgeTable.Group group, List<Predicate> predicates, Supplier<Instant> now) {
    if (predicates.isEmpty() && group.fields().isEmpty()) {
      return EdgeView.Columns.ALL;
    }
    if (predicates.isEmpty() || predicates.size() > group.fields().size()) {
      throw order(group, predicates);
    }
    KeyBytes prefix = new KeyBytes();
    for (int i = 0; i < predicates.size(); i++) {
      Predicate predicate = predicates.get(i);
      EdgeTable.GroupField field = group.fields().get(i);
      if (!field.label().equals(predicate.field())) {
        throw order(group, predicates);
      }
      List<Object> values = values(predicate, field, now);
      boolean last = i == predicates.size() - 1;
      if (predicate.op() == Predicate.Op.BT && last) {
        return span(prefix.done(), field, values);
      }
      if (predicate.op() != Predicate.Op.EQ) {
        throw new WrongRequestException(
            "ranges", predicate.field() + ":" + predicate.op(), last ? "eq or bt" : "eq");
      }
      prefix.value(field.labelKind(), values.get(0), Order.ASC);
    }
    return EdgeRows.beginningWith(prefix.done());
  }

  static List<Object> values(
      Predicate predicate, EdgeTable.GroupField field, Supplier<Instant> now) {
    EdgeTable.Bucket bucket = field.bucket();
    return bucket == null
        ? predicate.typed("ranges", field.labelKind())
        : predicate.values().stream().<Object>map(text -> bucket.of(text, now)).toList();
  }

  private static EdgeView.Columns span(
      byte[] prefix, EdgeTable.GroupField field, List<Object> values) {
    byte[] from = at(prefix, field, values.get(0));
    byte[] to = KeyBytes.behind(at(prefix, field, values.get(1)));
    return new EdgeView.Columns(from, to);
  }

  private static byte[] at(byte[] prefix, EdgeTable.GroupField field, Object value) {
    return new KeyBytes().all(prefix).value(field.labelKind(), value, Order.ASC).done();
  }

  private static WrongRequestException order(EdgeTable.Group group, List<Predicate> predicates) {
    return new WrongRequestException(
        "ranges",
        predicates.stream().map(Predicate::field).toList().toString(),
        "at least the first field of group "
            + group.name()
            + ", in its order "
            + group.fields().stream().map(EdgeTable.GroupField::label).toList());
  }
}
