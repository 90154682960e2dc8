package io.dumul.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.definition.RecoveryFile;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.event.Recovered;
import io.dumul.core.event.Verdict;
import io.dumul.core.recovery.RecoveryRule;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Mends rejected records by a rule, in tasks, and judges what comes out as if it had stood in the
 * log in place of the record: with that one's append time, and the closing time before its epoch.
 *
 * @param name what the rule's file is called
 * @param text what stands in it
 * @param closings of all epochs, by epoch and partition
 */
record Mend(
    String name,
    String text,
    ShippedDefinitions definitions,
    Map<Long, Map<Integer, Instant>> closings)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  /** What becomes of a record. */
  static final String RECOVERED = "recovered";

  static final String FAILING = "failing";
  static final String MALFORMED = "malformed";

  /** What it reads, in this order. */
  static final String[] COLUMNS = {
    "epoch", "kafka_partition", "kafka_offset", "append_time", "key", "value"
  };

  static final StructType ROW =
      Judge.withEvent(
              new StructType()
                  .add("outcome", DataTypes.StringType, false)
                  .add("failure", DataTypes.StringType)
                  .add("epoch", DataTypes.LongType, false)
                  .add("kafka_partition", DataTypes.IntegerType, false)
                  .add("kafka_offset", DataTypes.LongType, false)
                  .add("append_time", DataTypes.TimestampType, false)
                  .add("before", DataTypes.BinaryType)
                  .add("value", DataTypes.BinaryType))
          .add("failures", DataTypes.createArrayType(Judge.FAILURE, false))
          .add("schema_version", DataTypes.StringType);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    RecoveryRule rule = RecoveryFile.read(name, text);
    Acceptor acceptor = Acceptors.of(definitions.get());
    return Streams.of(rows).flatMap(row -> mended(rule, acceptor, row)).iterator();
  }

  private Stream<Row> mended(RecoveryRule rule, Acceptor acceptor, Row row) {
    LogRecord record =
        new LogRecord(
            row.getInt(1), row.getLong(2), row.getAs(3), row.getAs(4), row.getAs(5), null);
    PartialEvent event = PartialEvent.of(record);
    if (!rule.holds(event)) {
      return Stream.empty();
    }
    if (event.id() == null || event.subject() == null || record.value() == null) {
      return Stream.of(without(MALFORMED, "", row));
    }
    ObjectNode mended = rule.apply(EventJson.read(record.value()));
    mended.put(Recovered.FROM, row.getLong(0) + "/" + row.getInt(1) + "/" + row.getLong(2));
    mended.put(Recovered.BY, rule.name());
    return Stream.of(judged(acceptor, row, record, event.subject(), mended));
  }

  private Row judged(
      Acceptor acceptor, Row row, LogRecord record, String subject, ObjectNode mended) {
    LogRecord again =
        new LogRecord(
            record.partition(),
            record.offset(),
            record.appendTime(),
            subject.getBytes(StandardCharsets.UTF_8),
            mended.toString().getBytes(StandardCharsets.UTF_8),
            null);
    Instant closing =
        closings
            .getOrDefault(row.getLong(0) - 1, Map.of())
            .getOrDefault(record.partition(), Instant.MIN);
    Verdict verdict = acceptor.judge(again, closing);
    if (verdict instanceof Verdict.Rejected no) {
      return without(FAILING, no.reason() + " " + no.path(), row);
    }
    Verdict.Accepted yes = (Verdict.Accepted) verdict;
    return with(yes.event(), Judge.observed(acceptor, yes, again, closing), again, row);
  }

  private static Row without(String outcome, String failure, Row row) {
    return RowFactory.create(
        outcome,
        failure,
        row.getLong(0),
        row.getInt(1),
        row.getLong(2),
        row.getAs(3),
        row.getAs(5),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Row with(Event event, Row[] failures, LogRecord mended, Row row) {
    return RowFactory.create(
        RECOVERED,
        null,
        row.getLong(0),
        row.getInt(1),
        row.getLong(2),
        row.getAs(3),
        row.getAs(5),
        mended.value(),
        event.id(),
        event.source(),
        event.type(),
        event.time(),
        event.subject(),
        EventJson.write(event.data()),
        failures,
        Judge.text(event.version()));
  }
}
