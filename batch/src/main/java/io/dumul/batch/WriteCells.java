package io.dumul.batch;

import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Slot;
import io.dumul.core.view.ViewStore;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Writes cells from a task: rows of metric id, entity kind, key, number of key fields, bucket and
 * state. A task that is tried again writes the same.
 */
record WriteCells(
    StoreSource stores, long publication, Checkpoint checkpoint, LongAccumulator written)
    implements ForeachPartitionFunction<Row> {

  @Override
  public void call(Iterator<Row> rows) {
    Stream<BatchCell> cells = Streams.of(rows).map(WriteCells::cell);
    try (ViewStore views = stores.views()) {
      written.add(views.writeBatch(publication, cells.iterator()));
    }
    if (TaskContext.getPartitionId() == 0) {
      checkpoint.passed("publish.half-way");
    }
  }

  private static BatchCell cell(Row row) {
    Entity entity = Entity.parse(row.getString(1), row.getString(2), row.getInt(3));
    return new BatchCell(entity, new Slot(row.getLong(0), row.getLong(4)), row.getAs(5));
  }
}
