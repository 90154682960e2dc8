package io.dumul.batch;

import com.fasterxml.jackson.databind.node.NullNode;
import io.dumul.core.event.Event;
import io.dumul.core.event.Ledger;
import io.dumul.core.event.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Folds verdicts into ledgers, in tasks. */
final class Ledgers {
  private static final StructType ROW =
      new StructType()
          .add("partition", DataTypes.IntegerType, false)
          .add("accepted", DataTypes.LongType, false)
          .add("duplicates", DataTypes.LongType, false)
          .add("rejected", DataTypes.LongType, false)
          .add("hash", DataTypes.LongType, false);

  /** Ledgers look at the kind of a verdict only. */
  private static final Event ANY = new Event("", "", "", Instant.EPOCH, "", NullNode.instance);

  private Ledgers() {}

  /**
   * The ledger of each partition.
   *
   * @param verdicts columns partition, offset and verdict, as {@link Judge} numbers them
   */
  static SortedMap<Integer, Ledger> of(Dataset<Row> verdicts) {
    MapPartitionsFunction<Row, Row> fold = Ledgers::fold;
    SortedMap<Integer, Ledger> ledgers = new TreeMap<>();
    for (Row row : verdicts.mapPartitions(fold, Encoders.row(ROW)).collectAsList()) {
      ledgers.merge(row.getInt(0), ledger(row), Ledger::merge);
    }
    return ledgers;
  }

  private static Iterator<Row> fold(Iterator<Row> verdicts) {
    Map<Integer, Ledger> ledgers = new HashMap<>();
    while (verdicts.hasNext()) {
      Row row = verdicts.next();
      int partition = row.getInt(0);
      Ledger before = ledgers.getOrDefault(partition, Ledger.EMPTY);
      ledgers.put(partition, before.add(partition, row.getLong(1), verdict(row.getInt(2))));
    }
    return ledgers.entrySet().stream()
        .map(entry -> row(entry.getKey(), entry.getValue()))
        .iterator();
  }

  private static Row row(int partition, Ledger ledger) {
    return RowFactory.create(
        partition, ledger.accepted(), ledger.duplicates(), ledger.rejected(), ledger.hash());
  }

  private static Ledger ledger(Row row) {
    long records = row.getLong(1) + row.getLong(2) + row.getLong(3);
    return new Ledger(records, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
  }

  private static Verdict verdict(int number) {
    return switch (number) {
      case Judge.ACCEPTED -> new Verdict.Accepted(ANY);
      case Judge.DUPLICATE -> new Verdict.Duplicate(ANY);
      default -> new Verdict.Rejected(reason(number), "", "");
    };
  }

  static Verdict.Reason reason(int code) {
    return Arrays.stream(Verdict.Reason.values())
        .filter(reason -> reason.code() == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("verdict: " + code));
  }
}
