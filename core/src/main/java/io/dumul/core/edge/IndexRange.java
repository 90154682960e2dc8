package io.dumul.core.edge;

import java.util.List;

/** The rows of an index that conditions on its first fields select. */
record IndexRange(byte[] from, byte[] to) {

  static IndexRange of(byte[] start, EdgeTable.Index index, List<Predicate> predicates) {
    KeyBytes prefix = new KeyBytes().all(start);
    if (predicates.size() > index.fields().size()) {
      throw order(index, predicates);
    }
    for (int i = 0; i < predicates.size(); i++) {
      Predicate predicate = predicates.get(i);
      EdgeTable.Index.Field field = index.fields().get(i);
      if (!field.name().equals(predicate.field())) {
        throw order(index, predicates);
      }
      if (predicate.op() == Predicate.Op.EQ) {
        prefix.value(field.kind(), typed(predicate, field).get(0), field.order());
      } else if (i == predicates.size() - 1) {
        return span(prefix.done(), field, predicate);
      } else {
        throw new WrongRequestException(
            "ranges", predicate.field(), "eq on every field but the last");
      }
    }
    byte[] from = prefix.done();
    return new IndexRange(from, KeyBytes.behind(from));
  }

  private static WrongRequestException order(EdgeTable.Index index, List<Predicate> predicates) {
    return new WrongRequestException(
        "ranges",
        predicates.stream().map(Predicate::field).toList().toString(),
        "fields of index "
            + index.name()
            + " in its order "
            + index.fields().stream().map(EdgeTable.Index.Field::name).toList());
  }

  private static List<Object> typed(Predicate predicate, EdgeTable.Index.Field field) {
    return predicate.typed("ranges", field.kind());
  }

  /** Absent values are in no span. Descending, what is greater comes first. */
  private static IndexRange span(byte[] prefix, EdgeTable.Index.Field field, Predicate predicate) {
    List<Object> values = typed(predicate, field);
    boolean descending = field.order() == Order.DESC;
    byte[] least = new KeyBytes().all(prefix).present(field.order()).done();
    byte[] most = KeyBytes.behind(least);
    byte[] at = at(prefix, field, values.get(0));
    byte[] behind = KeyBytes.behind(at);
    return switch (predicate.op()) {
      case GT -> descending ? new IndexRange(least, at) : new IndexRange(behind, most);
      case GTE -> descending ? new IndexRange(least, behind) : new IndexRange(at, most);
      case LT -> descending ? new IndexRange(behind, most) : new IndexRange(least, at);
      case LTE -> descending ? new IndexRange(at, most) : new IndexRange(least, behind);
      case BT -> {
        byte[] other = at(prefix, field, values.get(1));
        yield descending
            ? new IndexRange(other, behind)
            : new IndexRange(at, KeyBytes.behind(other));
      }
      default ->
          throw new WrongRequestException(
              "ranges", predicate.field() + ":in", "eq, gt, gte, lt, lte or bt");
    };
  }

  private static byte[] at(byte[] prefix, EdgeTable.Index.Field field, Object value) {
    return new KeyBytes().all(prefix).value(field.kind(), value, field.order()).done();
  }
}
