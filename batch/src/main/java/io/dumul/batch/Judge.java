package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.LogSource;
import io.dumul.batch.log.Slice;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.Failure;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.event.Recovered;
import io.dumul.core.event.Verdict;
import java.io.Serializable;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads slices of the log in tasks and judges each record, up to the duplicate check.
 *
 * @param closings by partition the closing time before the epoch
 * @param barriers by partition the offsets of barriers in the epoch that mean nothing
 * @param marks reads the marks of recovered records
 */
record Judge(
    LogSource log,
    ShippedDefinitions definitions,
    Map<Integer, Instant> closings,
    Map<Integer, Set<Long>> barriers,
    Marks marks)
    implements FlatMapFunction<Slice, Row>, Serializable {

  /** Verdicts are numbers: 0 accepted, 1 duplicate, else the reason's code. */
  static final int ACCEPTED = 0;

  static final int DUPLICATE = 1;

  static final StructType FAILURE =
      new StructType()
          .add("type", DataTypes.StringType, false)
          .add("path", DataTypes.StringType, false)
          .add("rule", DataTypes.StringType, false)
          .add("found", DataTypes.StringType, false)
          .add("expected", DataTypes.StringType, false);

  static final StructType RECOVERED =
      new StructType()
          .add("epoch", DataTypes.LongType, false)
          .add("kafka_partition", DataTypes.IntegerType, false)
          .add("kafka_offset", DataTypes.LongType, false)
          .add("append_time", DataTypes.TimestampType, false)
          .add("rule", DataTypes.StringType, false);

  private static final Row[] NONE = {};

  static final StructType ROW =
      withEvent(
              new StructType()
                  .add("kafka_partition", DataTypes.IntegerType, false)
                  .add("kafka_offset", DataTypes.LongType, false)
                  .add("append_time", DataTypes.TimestampType, false)
                  .add("judged", DataTypes.IntegerType, false)
                  .add("path", DataTypes.StringType)
                  .add("detail", DataTypes.StringType))
          .add("key", DataTypes.BinaryType)
          .add("value", DataTypes.BinaryType)
          .add("failures", DataTypes.createArrayType(FAILURE, false), false)
          .add("recovered", RECOVERED)
          .add("schema_version", DataTypes.StringType);

  /** Adds the columns of an event, as far as it could be read. */
  static StructType withEvent(StructType row) {
    return row.add("id", DataTypes.StringType)
        .add("source", DataTypes.StringType)
        .add("type", DataTypes.StringType)
        .add("event_time", DataTypes.TimestampType)
        .add("subject", DataTypes.StringType)
        .add("data", DataTypes.StringType);
  }

  @Override
  public Iterator<Row> call(Slice slice) {
    EventLog opened = log.open();
    Stream<LogRecord> records = opened.read(slice);
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              records.close();
              opened.close();
            });
    Set<Long> ignored = barriers.getOrDefault(slice.partition(), Set.of());
    Instant closing = closings.getOrDefault(slice.partition(), Instant.MIN);
    Acceptor acceptor = acceptor();
    return records
        .filter(record -> !ignored.contains(record.offset()))
        .map(record -> row(acceptor, record, marks.of(record), closing))
        .iterator();
  }

  private Acceptor acceptor() {
    return Acceptors.of(definitions.get());
  }

  private static Row row(
      Acceptor acceptor, LogRecord read, @Nullable Recovered mark, Instant closing) {
    LogRecord record = mark == null ? read : read.takenAt(mark.appendTime());
    Verdict verdict = acceptor.judge(record, closing);
    if (verdict instanceof Verdict.Rejected rejected) {
      PartialEvent event = PartialEvent.of(record);
      Row[] failures = rows(acceptor.explain(record, closing));
      return rejected(record, rejected, event, failures, row(mark), acceptor.version(event));
    }
    Verdict.Accepted accepted = (Verdict.Accepted) verdict;
    Row[] observed = observed(acceptor, accepted, record, closing);
    return accepted(record, accepted.event(), observed, row(mark));
  }

  /** All that is wrong with an event that counts. */
  static Row[] observed(
      Acceptor acceptor, Verdict.Accepted accepted, LogRecord record, Instant closing) {
    return accepted.observed() == null ? NONE : rows(acceptor.explain(record, closing));
  }

  private static @Nullable Row row(@Nullable Recovered mark) {
    return mark == null
        ? null
        : RowFactory.create(
            mark.epoch(), mark.partition(), mark.offset(), mark.appendTime(), mark.rule());
  }

  private static Row rejected(
      LogRecord record,
      Verdict.Rejected verdict,
      PartialEvent event,
      Row[] failures,
      @Nullable Row recovered,
      @Nullable SchemaVersion version) {
    return RowFactory.create(
        record.partition(),
        record.offset(),
        record.appendTime(),
        verdict.reason().code(),
        verdict.path(),
        verdict.detail(),
        event.id(),
        event.source(),
        event.type(),
        event.time(),
        event.subject(),
        event.data() == null ? null : EventJson.write(event.data()),
        record.key(),
        record.value(),
        failures,
        recovered,
        text(version));
  }

  static @Nullable String text(@Nullable SchemaVersion version) {
    return version == null ? null : version.toString();
  }

  private static Row[] rows(List<Failure> failures) {
    return failures.stream().map(Judge::row).toArray(Row[]::new);
  }

  private static Row row(Failure failure) {
    return RowFactory.create(
        failure.reason().name(),
        failure.path(),
        failure.rule(),
        failure.found(),
        failure.expected());
  }

  private static Row accepted(
      LogRecord record, Event event, Row[] failures, @Nullable Row recovered) {
    return RowFactory.create(
        record.partition(),
        record.offset(),
        record.appendTime(),
        ACCEPTED,
        null,
        null,
        event.id(),
        event.source(),
        event.type(),
        event.time(),
        event.subject(),
        EventJson.write(event.data()),
        record.key(),
        record.value(),
        failures,
        recovered,
        text(event.version()));
  }
}
