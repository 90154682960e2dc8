package io.dumul.batch;

import static org.apache.spark.sql.functions.col;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeState;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.Mutation;
import io.dumul.core.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The mutations of edges in the activity log, those of an edge one after the other in the order of
 * the log. Take-outs do not reach edges, nor does what was recovered too late for the log: the
 * speed layer knows of neither. What a record of the log erases is not among them.
 */
final class EdgeLog {
  private static final String[] EVENT = {
    "id",
    "source",
    "type",
    "event_time",
    "subject",
    "data",
    "schema_version",
    "epoch",
    "kafka_partition",
    "kafka_offset",
    "append_time"
  };

  private static final StructType ROW =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("source", DataTypes.StringType, false)
          .add("type", DataTypes.StringType, false)
          .add("event_time", DataTypes.TimestampType, false)
          .add("subject", DataTypes.StringType, false)
          .add("data", DataTypes.StringType, false)
          .add("schema_version", DataTypes.StringType)
          .add("epoch", DataTypes.LongType, false)
          .add("kafka_partition", DataTypes.IntegerType, false)
          .add("kafka_offset", DataTypes.LongType, false)
          .add("append_time", DataTypes.TimestampType, false)
          .add("edge", DataTypes.BinaryType, false);

  private static final String[] ORDER = {"edge", "kafka_partition", "kafka_offset"};

  private EdgeLog() {}

  /** Makes rows of all that happened to one edge. */
  interface Fold extends java.io.Serializable {
    Stream<Row> rows(EdgeTable table, EdgeKey edge, List<Step> steps);
  }

  /** Makes rows of what one mutation did to its edge. */
  interface Change {
    List<Row> rows(Step step, EdgeState before, EdgeState after);
  }

  /** What each mutation of an edge did, one after the other. */
  static Stream<Row> changes(EdgeTable table, List<Step> steps, Change change) {
    List<Row> rows = new ArrayList<>();
    EdgeState state = EdgeState.NONE;
    for (Step step : steps) {
      EdgeState next = state.after(table, step.mutation());
      rows.addAll(change.rows(step, state, next));
      state = next;
    }
    return rows.stream();
  }

  /** A mutation, and where it stands in the log. */
  record Step(Row row, Mutation mutation) {
    byte[] cell() {
      return row.getAs("edge");
    }
  }

  /**
   * What a fold makes of every edge.
   *
   * @param epoch the last epoch whose mutations count
   * @param type of the rows
   */
  static Dataset<Row> fold(Batch batch, long epoch, Fold fold, StructType type) {
    ShippedDefinitions definitions = batch.shipped();
    MapPartitionsFunction<Row, Row> folded = rows -> folded(definitions, rows, fold);
    return keyed(batch, col("epoch").leq(epoch).and(Erased.kept()).and(Erased.notAsked(batch)))
        .repartition(col("edge"))
        .sortWithinPartitions(Columns.of(ORDER))
        .mapPartitions(folded, Encoders.row(type));
  }

  /** Mutations with the key of their edge's state. */
  static Dataset<Row> keyed(Batch batch, Column wanted) {
    ShippedDefinitions definitions = batch.shipped();
    MapPartitionsFunction<Row, Row> keyed = rows -> keyed(definitions, rows);
    return batch
        .read(LakeTable.ACTIVITY)
        .filter(wanted)
        .filter(col("type").startsWith(EdgeEvents.PREFIX))
        .filter(RecoveredRows.inLog())
        .select(Columns.of(EVENT))
        .mapPartitions(keyed, Encoders.row(ROW));
  }

  private static Iterator<Row> keyed(ShippedDefinitions definitions, Iterator<Row> rows) {
    Definitions known = definitions.get();
    EdgeEvents events = new EdgeEvents(known.tables());
    return Streams.of(rows).flatMap(row -> Stream.ofNullable(keyed(known, events, row))).iterator();
  }

  /** Null where a table is gone, or an event was only observed and is wrong. */
  private static @Nullable Row keyed(Definitions known, EdgeEvents events, Row row) {
    Event event = FoldEvents.event(known, row);
    Mutation mutation = events.knows(event.type()) ? events.read(event) : null;
    if (mutation == null) {
      return null;
    }
    EdgeTable table = events.table(event);
    Object[] values = new Object[EVENT.length + 1];
    Arrays.setAll(values, i -> i < EVENT.length ? row.get(i) : null);
    values[EVENT.length] = EdgeCells.state(table, EdgeKey.of(table, mutation));
    return RowFactory.create(values);
  }

  private static Iterator<Row> folded(
      ShippedDefinitions definitions, Iterator<Row> rows, Fold fold) {
    Definitions known = definitions.get();
    EdgeEvents events = new EdgeEvents(known.tables());
    return Streams.of(new Runs(rows)).flatMap(run -> folded(known, events, run, fold)).iterator();
  }

  private static Stream<Row> folded(
      Definitions known, EdgeEvents events, List<Row> run, Fold fold) {
    List<Step> steps = new ArrayList<>();
    EdgeTable table = null;
    for (Row row : run) {
      Event event = FoldEvents.event(known, row);
      Mutation mutation = events.read(event);
      if (mutation != null) {
        table = events.table(event);
        steps.add(new Step(row, mutation));
      }
    }
    return table == null
        ? Stream.empty()
        : fold.rows(table, EdgeKey.of(table, steps.get(0).mutation()), steps);
  }

  /** The rows of one edge together. */
  private static final class Runs implements Iterator<List<Row>> {
    private final Iterator<Row> rows;
    private @Nullable Row next;

    Runs(Iterator<Row> rows) {
      this.rows = rows;
      this.next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public List<Row> next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      List<Row> run = new ArrayList<>();
      byte[] edge = next.getAs("edge");
      while (next != null && Arrays.equals(edge, next.<byte[]>getAs("edge"))) {
        run.add(next);
        next = rows.hasNext() ? rows.next() : null;
      }
      return run;
    }
  }
}
