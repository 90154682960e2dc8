package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.definition.Definitions;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Partials;
import io.dumul.core.view.ViewStore;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Reads the increments of an epoch in tasks. The rows are read in small shares, so that a task
 * holds no more than one of them, however large the epoch is.
 */
record ScanSpeed(StoreSource stores, ShippedDefinitions definitions, long epoch, long generation)
    implements FlatMapFunction<Iterator<Integer>, Row>, Serializable {

  /** The increments of every partition, one {@link FoldEvents#ROW} a metric and bucket. */
  static Dataset<Row> of(Batch batch, long epoch, long generation) {
    return Shares.read(
        batch, new ScanSpeed(batch.stores(), batch.shipped(), epoch, generation), FoldEvents.ROW);
  }

  @Override
  public Iterator<Row> call(Iterator<Integer> shares) {
    ViewStore views = stores.views();
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              views.close();
            });
    Definitions known = definitions.get();
    return Streams.of(shares).flatMap(share -> rows(views, known, share).stream()).iterator();
  }

  private List<Row> rows(ViewStore views, Definitions known, int share) {
    List<Row> rows = new ArrayList<>();
    views.scanSpeed(
        epoch,
        share,
        Shares.ALL,
        increment -> {
          if (increment.generation() == generation) {
            add(known, increment, rows);
          }
        });
    return rows;
  }

  private static void add(Definitions known, Increment increment, List<Row> rows) {
    Entity entity = increment.key().entity();
    Partials.split(increment.partials())
        .forEach(
            (slot, state) -> {
              if (known.metric(slot.metric()) != null) {
                rows.add(
                    RowFactory.create(
                        slot.metric(),
                        entity.kind(),
                        entity.keyText(),
                        entity.key().size(),
                        slot.bucket(),
                        state));
              }
            });
  }
}
