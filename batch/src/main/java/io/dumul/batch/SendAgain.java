package io.dumul.batch;

import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.EventLog.Mended;
import io.dumul.batch.log.LogSource;
import io.dumul.core.event.Recovered;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/**
 * Puts recovered events into the log from a task: rows of the epoch, partition, offset and append
 * time of the record that each stands for, its subject and its value. A task that is tried again
 * puts duplicates there, which do not count.
 */
record SendAgain(LogSource log, Marks marks, String rule) implements ForeachPartitionFunction<Row> {

  @Override
  public void call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return;
    }
    try (EventLog opened = log.open()) {
      opened.append(Streams.of(rows).map(this::mended).iterator());
    }
  }

  private Mended mended(Row row) {
    byte[] value = row.getAs(5);
    Recovered mark =
        new Recovered(
            marks.topicId(), row.getLong(0), row.getInt(1), row.getLong(2), row.getAs(3), rule);
    byte[] key = row.getString(4).getBytes(StandardCharsets.UTF_8);
    return new Mended(key, value, mark.sign(marks.key(), value));
  }
}
