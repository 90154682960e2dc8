package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.definition.Metric;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Merges the states of equal keys, which come one after the other: rows of {@link FoldEvents},
 * sorted. So it holds one state at a time.
 */
record MergeEqual(ShippedDefinitions definitions) implements MapPartitionsFunction<Row, Row> {
  private static final int STATE = 5;

  @Override
  public Iterator<Row> call(Iterator<Row> sorted) {
    return new Merging(sorted);
  }

  private final class Merging implements Iterator<Row> {
    private final Iterator<Row> rows;
    private @Nullable Row next;

    Merging(Iterator<Row> rows) {
      this.rows = rows;
      this.next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      Row first = next;
      if (first == null) {
        throw new NoSuchElementException();
      }
      advance();
      return next != null && equal(first, next) ? merged(first) : first;
    }

    private void advance() {
      next = rows.hasNext() ? rows.next() : null;
    }

    private Row merged(Row first) {
      Metric metric = definitions.get().metric(first.getLong(0));
      if (metric == null) {
        throw new IllegalStateException("metric_id: " + first.getLong(0));
      }
      Partial<?> all = Partial.of(metric.aggregate());
      all.merge(first.getAs(STATE));
      while (next != null && equal(first, next)) {
        all.merge(next.getAs(STATE));
        advance();
      }
      return RowFactory.create(
          first.get(0), first.get(1), first.get(2), first.get(3), first.get(4), all.encode());
    }
  }

  private static boolean equal(Row left, Row right) {
    return left.getLong(4) == right.getLong(4)
        && left.getLong(0) == right.getLong(0)
        && left.getInt(3) == right.getInt(3)
        && left.getString(2).equals(right.getString(2))
        && left.getString(1).equals(right.getString(1));
  }
}
