package io.dumul.core.edge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a field have the most, among the sums of one node in a group. The fields before
 * it are given; those behind it may be restricted. All sums of the node are read, so it is exact.
 */
final class OwnRanking {
  private final EdgeTable.Group group;
  private final int ranked;
  private final List<Predicate.Filter> behind = new ArrayList<>();
  private final EdgeView.Columns columns;

  OwnRanking(EdgeTable.Group group, List<Predicate> predicates, Supplier<Instant> now) {
    this.group = group;
    Map<String, Predicate> byField = new HashMap<>();
    predicates.forEach(one -> byField.put(one.field(), one));
    KeyBytes prefix = new KeyBytes();
    int open = -1;
    for (int i = 0; i < group.fields().size(); i++) {
      EdgeTable.GroupField field = group.fields().get(i);
      Predicate predicate = byField.remove(field.label());
      if (predicate == null) {
        open = open < 0 ? i : open;
      } else if (open >= 0) {
        behind.add(
            new Predicate.Filter(
                field.label(), predicate.op(), GroupRange.values(predicate, field, now)));
      } else if (predicate.op() == Predicate.Op.EQ) {
        Object value = GroupRange.values(predicate, field, now).get(0);
        prefix.value(field.labelKind(), value, Order.ASC);
      } else {
        throw new WrongRequestException(
            "ranges", field.label(), "eq before the field that is ranked");
      }
    }
    if (open < 0 || !byField.isEmpty()) {
      throw new WrongRequestException(
          "ranges", byField.keySet().toString(), "fields of " + group.name() + ", but for one");
    }
    this.ranked = open;
    this.columns = EdgeRows.beginningWith(prefix.done());
  }

  EdgeView.Columns columns() {
    return columns;
  }

  Top top(List<EdgeCell> cells, int limit) {
    Map<Object, Long> sums = new HashMap<>();
    for (EdgeCell cell : cells) {
      Map<String, @Nullable Object> values = new HashMap<>();
      KeyReader reader = new KeyReader(cell.column(), 0);
      group.fields().forEach(field -> values.put(field.label(), reader.maybe(field.labelKind())));
      Object value = values.get(group.fields().get(ranked).label());
      if (value != null && behind.stream().allMatch(one -> one.holds(values.get(one.field())))) {
        sums.merge(value, EdgeBytes.number(cell.present()), Long::sum);
      }
    }
    return new Top(Ranking.ranked(sums, limit), true, 0);
  }
}
