package io.dumul.batch.lake;

import static org.apache.spark.sql.functions.col;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/** The rows of the table {@code epochs}, which say to analysts what the snapshots say. */
public final class EpochRows {
  private EpochRows() {}

  /** Writes an epoch's row, or writes it again. */
  public static void write(SparkSession spark, EpochRecord record) {
    List<Row> parts =
        record.partitions().entrySet().stream()
            .map(entry -> row(entry.getKey(), entry.getValue()))
            .toList();
    Row row =
        RowFactory.create(
            record.epoch(),
            record.closing(),
            record.definitionsHash(),
            record.clusterId(),
            record.topicId(),
            parts.toArray());
    String table = Lake.name(LakeTable.EPOCHS);
    try {
      spark
          .createDataFrame(List.of(row), spark.table(table).schema())
          .writeTo(table)
          .overwrite(col("epoch").equalTo(record.epoch()));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  public static boolean has(SparkSession spark, long epoch) {
    return !spark.table(Lake.name(LakeTable.EPOCHS)).filter(col("epoch").equalTo(epoch)).isEmpty();
  }

  /** The epoch as its row says; empty where there is none. */
  public static Optional<EpochRecord> read(SparkSession spark, long epoch) {
    return spark
        .table(Lake.name(LakeTable.EPOCHS))
        .filter(col("epoch").equalTo(epoch))
        .collectAsList()
        .stream()
        .findFirst()
        .map(EpochRows::record);
  }

  /** The closing times of all epochs, by epoch and partition. */
  public static Map<Long, Map<Integer, Instant>> closings(SparkSession spark) {
    Map<Long, Map<Integer, Instant>> closings = new HashMap<>();
    for (Row row :
        spark
            .table(Lake.name(LakeTable.EPOCHS))
            .selectExpr("epoch", "explode(partitions) as part")
            .select("epoch", "part.partition", "part.closing")
            .collectAsList()) {
      closings
          .computeIfAbsent(row.getLong(0), epoch -> new HashMap<>())
          .put(row.getInt(1), row.getAs(2));
    }
    return closings;
  }

  private static EpochRecord record(Row row) {
    SortedMap<Integer, EpochRecord.Part> parts = new TreeMap<>();
    for (Row part : row.<Row>getList(5)) {
      parts.put(
          part.getInt(0),
          new EpochRecord.Part(
              part.getLong(1),
              part.getLong(2),
              part.getAs(3),
              part.getLong(4),
              part.getLong(5),
              part.getLong(6),
              part.getLong(7),
              part.getLong(8)));
    }
    return new EpochRecord(
        row.getLong(0), row.getAs(1), row.getString(2), row.getString(3), row.getString(4), parts);
  }

  private static Row row(int partition, EpochRecord.Part part) {
    return RowFactory.create(
        partition,
        part.start(),
        part.end(),
        part.closing(),
        part.records(),
        part.accepted(),
        part.duplicates(),
        part.rejected(),
        part.hash());
  }
}
