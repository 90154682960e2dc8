package io.dumul.batch;

import static org.apache.spark.sql.functions.col;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.batch.log.EventLog;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeKey;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.Mutation;
import io.dumul.core.edge.ValueKind;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Loads edges from a file: each row becomes an insert in the log, so that all that holds for others
 * holds for these. The id of its event is made of what the row says, so a file that is loaded twice
 * counts once.
 *
 * @param version of rows that have no column of this name; null where each must have one
 * @param time when the events happened
 */
record EdgeLoad(
    ShippedDefinitions definitions,
    String database,
    String table,
    @Nullable Long version,
    Instant time)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  private static final String SOURCE = "/dumul/load";
  private static final int SHOWN = 5;

  private static final StructType ROW =
      new StructType()
          .add("key", DataTypes.BinaryType)
          .add("value", DataTypes.BinaryType)
          .add("wrong", DataTypes.StringType);

  /** What was done. */
  record Result(String table, long events) {}

  /**
   * Loads a file of Parquet, or of CSV with a header; all of it, or nothing where a row is wrong.
   */
  static Result run(Batch batch, EdgeLoad load, String file) {
    if (batch.definitions().table(load.database(), load.table()) == null) {
      throw new RefusedException(
          "table: " + load.database() + "." + load.table() + " (expected: a declared table)");
    }
    Dataset<Row> rows =
        read(batch, file)
            .mapPartitions(load, Encoders.row(ROW))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      refuseWrong(rows);
      long count = rows.count();
      batch.progress("sending " + count + " events");
      try (EventLog log = batch.log().open()) {
        log.append(
            Streams.of(rows.toLocalIterator())
                .map(row -> new EventLog.Mended(row.getAs("key"), row.getAs("value"), null))
                .iterator());
      }
      return new Result(load.database() + "." + load.table(), count);
    } finally {
      rows.unpersist();
    }
  }

  private static Dataset<Row> read(Batch batch, String file) {
    return file.endsWith(".parquet")
        ? batch.spark().read().parquet(file)
        : batch.spark().read().option("header", "true").option("escape", "\"").csv(file);
  }

  private static void refuseWrong(Dataset<Row> rows) {
    Dataset<Row> wrong = rows.filter(col("wrong").isNotNull());
    long count = wrong.count();
    if (count > 0) {
      throw new RefusedException(
          count
              + " rows are wrong, so nothing was loaded, as "
              + wrong.limit(SHOWN).collectAsList().stream()
                  .map(row -> row.<String>getAs("wrong"))
                  .collect(Collectors.joining("; ")));
    }
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    EdgeTable into = Objects.requireNonNull(definitions.get().table(database, table));
    Acceptor acceptor = Acceptors.of(definitions.get());
    return Streams.of(rows).map(row -> event(into, acceptor, row)).iterator();
  }

  private Row event(EdgeTable into, Acceptor acceptor, Row row) {
    try {
      Mutation mutation = mutation(into, row);
      byte[] value = EdgeEvents.write(into, mutation, SOURCE, time);
      byte[] key = EdgeKey.of(into, mutation).subject(into).getBytes(StandardCharsets.UTF_8);
      Verdict verdict = acceptor.judge(new LogRecord(0, 0, time, key, value, null), Instant.MIN);
      return verdict instanceof Verdict.Rejected no
          ? RowFactory.create(null, null, row + ": " + no.path() + " " + no.detail())
          : RowFactory.create(key, value, null);
    } catch (IllegalArgumentException e) {
      return RowFactory.create(null, null, row + ": " + e.getMessage());
    }
  }

  private Mutation mutation(EdgeTable into, Row row) {
    Map<String, @Nullable Object> properties = new TreeMap<>();
    for (EdgeTable.Property property : into.properties().values()) {
      Object value = value(property.kind(), row, property.name());
      if (value != null) {
        properties.put(property.name(), value);
      }
    }
    Object at = value(ValueKind.LONG, row, "version");
    if (at == null && version == null) {
      throw new IllegalArgumentException("version: none (expected: a column, or --version)");
    }
    Mutation mutation =
        new Mutation(
            Mutation.Op.INSERT,
            at == null ? Objects.requireNonNull(version) : (Long) at,
            "",
            into.id() == null ? null : value(into.id(), row, "id"),
            value(into.source(), row, "source"),
            value(into.target(), row, "target"),
            properties);
    return named(into, mutation);
  }

  /** The mutation as this command sends it. */
  static Mutation named(EdgeTable into, Mutation mutation) {
    return new Mutation(
        mutation.op(),
        mutation.version(),
        id(into, mutation),
        mutation.id(),
        mutation.source(),
        mutation.target(),
        mutation.properties());
  }

  private static String id(EdgeTable into, Mutation mutation) {
    byte[] said = EdgeEvents.write(into, mutation, SOURCE, Instant.EPOCH);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(said);
      return "load-" + HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static @Nullable Object value(ValueKind kind, Row row, String column) {
    int at = List.of(row.schema().fieldNames()).indexOf(column);
    return at < 0 || row.isNullAt(at) ? null : kind.parse(String.valueOf(row.get(at)));
  }
}
