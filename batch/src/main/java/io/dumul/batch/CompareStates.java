package io.dumul.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Presented;
import io.dumul.core.definition.Metric;
import java.util.Arrays;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Whether two states of a metric differ, in tasks: columns metric_id, state and expected. Exact
 * aggregates must have equal bytes. Of sketches each must have the other's value within its bound,
 * where the bound is a range of numbers; both must be there in any case.
 */
record CompareStates(ShippedDefinitions definitions) implements FilterFunction<Row> {

  @Override
  public boolean call(Row row) {
    byte[] found = row.getAs("state");
    byte[] expected = row.getAs("expected");
    if (found == null || expected == null) {
      return true;
    }
    Aggregate<?> aggregate = aggregate(row);
    return !Arrays.equals(found, expected)
        && (aggregate.exact() || apart(present(aggregate, found), present(aggregate, expected)));
  }

  String text(Row row, String column) {
    byte[] state = row.getAs(column);
    return state == null ? "nothing" : present(aggregate(row), state).value().toString();
  }

  private static boolean apart(Presented left, Presented right) {
    return outside(left.value(), right.bound()) || outside(right.value(), left.bound());
  }

  private static boolean outside(JsonNode value, @Nullable JsonNode bound) {
    if (bound == null || !value.isNumber() || !bound.has("lower") || !bound.has("upper")) {
      return false;
    }
    return value.doubleValue() < bound.get("lower").doubleValue()
        || value.doubleValue() > bound.get("upper").doubleValue();
  }

  private Aggregate<?> aggregate(Row row) {
    Metric metric = definitions.get().metric(row.<Long>getAs("metric_id"));
    if (metric == null) {
      throw new IllegalStateException("metric_id: " + row.getAs("metric_id"));
    }
    return metric.aggregate();
  }

  private static <S> Presented present(Aggregate<S> aggregate, byte[] state) {
    return aggregate.present(aggregate.decode(state));
  }
}
