package io.dumul.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;

import io.dumul.batch.lake.EpochRows;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.EventLog;
import io.dumul.core.definition.RecoveryFile;
import io.dumul.core.event.EventJson;
import io.dumul.core.recovery.JsonDiff;
import io.dumul.core.recovery.RecoveryRule;
import io.dumul.core.recovery.RecoveryRule.Where;
import io.dumul.core.recovery.RecoveryRule.Wrong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Mends rejected events by a rule and lets them count, each once.
 *
 * <p>What the log can still tell from a duplicate goes through the log: both layers judge it there
 * as anything else. What is older than that goes beside it, into the activity log for the next
 * epoch: since the last landed closing time no record of the log can be that old and count, so what
 * is not in the activity log now never comes into it another way. Speed needs not know of it.
 */
final class Recover {
  private static final String[] IDENTITY = {"subject", "id"};
  private static final String[] PLACE = {"epoch", "kafka_partition", "kafka_offset"};
  private static final String THERE = "there";

  private final Batch batch;
  private final RecoveryRule rule;
  private final String digest;
  private final Landed landed;
  private final long snapshot;
  private final Dataset<Row> mended;

  private Recover(Batch batch, RecoveryRule rule, Mend mend) {
    this.batch = batch;
    this.rule = rule;
    this.digest = digest(mend.text());
    this.landed = batch.lake().landed();
    this.snapshot = snapshot(batch);
    this.mended =
        mended(selected().mapPartitions(mend, Encoders.row(Mend.ROW)))
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * What was found, and what becomes of it.
   *
   * @param matched records that the rule is for
   * @param recovered events that are right now and that no accepted event is equal to
   * @param throughLog those of them that go through the log
   * @param besideLog those that are too old for it, and count from the next epoch on
   * @param alreadyThere events that are right now but count already, or twice among the matched
   * @param failing events that are still wrong
   * @param failures what is wrong with those first, and how often
   * @param unrecoverable records that are no JSON or have no id or no subject
   * @param epoch the last one whose records were looked at
   * @param digest of the rule's file
   * @param samples some of those recovered, in a trial
   */
  record Result(
      String rule,
      String digest,
      String outcome,
      long matched,
      long recovered,
      long throughLog,
      long besideLog,
      long alreadyThere,
      long failing,
      SortedMap<String, Long> failures,
      long unrecoverable,
      long epoch,
      List<Sample> samples) {}

  /**
   * A mended event.
   *
   * @param from the place of the record that it stands for
   * @param changes what the rule changed
   */
  record Sample(String from, String id, List<String> changes) {}

  /**
   * Says what the rule would do; changes nothing.
   *
   * @param samples how many events are shown
   */
  static Result trial(Batch batch, Path file, int samples) {
    Recover recover = of(batch, file);
    return recover.result("dry run", recover.samples(samples));
  }

  /**
   * Recovers. It may be repeated, and killed anywhere: what was recovered is already there.
   *
   * @param digest what a trial said of the rule's file; empty for any
   */
  static Result run(Batch batch, Path file, Optional<String> digest) {
    Recover recover = of(batch, file);
    if (digest.isPresent() && !digest.get().equals(recover.digest)) {
      throw new RefusedException(
          "digest: " + recover.digest + " (expected: " + digest.get() + "; the file has changed)");
    }
    Result result = recover.result("recovered", List.of());
    if (result.besideLog() > 0) {
      recover.besideLog();
    }
    batch.passed("recover.half-way");
    if (result.throughLog() > 0) {
      recover.throughLog();
    }
    return result;
  }

  private static Recover of(Batch batch, Path file) {
    String text = read(file);
    String name = String.valueOf(file.getFileName());
    RecoveryRule rule = RecoveryFile.read(name, text);
    batch.lake().create();
    batch.progress("recovering by " + rule.name());
    return new Recover(
        batch, rule, new Mend(name, text, batch.shipped(), EpochRows.closings(batch.spark())));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new RefusedException("rule: " + e + " (expected: a readable UTF-8 file)");
    }
  }

  private static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static long snapshot(Batch batch) {
    Snapshot snapshot = batch.lake().table(LakeTable.ACTIVITY).currentSnapshot();
    if (snapshot == null) {
      throw new RefusedException("landed: nothing (expected: an epoch; run land)");
    }
    return snapshot.snapshotId();
  }

  /** Rejected records of epochs that are whole, without those that a recovery put into the log. */
  private Dataset<Row> selected() {
    Column wanted =
        col("verdict")
            .equalTo("rejected")
            .and(col("recovered").isNull())
            .and(col("taken_out").isNull())
            .and(col("epoch").leq(landed.epoch()))
            .and(selects(rule.where()));
    return batch.read(LakeTable.QUARANTINE).filter(wanted).select(Columns.of(Mend.COLUMNS));
  }

  private static Column selects(Where where) {
    return in(col("type"), where.events())
        .and(in(get_json_object(col("data"), "$.app_version"), where.appVersions()))
        .and(where.sources().stream().map(Recover::source).reduce(Column::or).orElse(lit(true)))
        .and(where.failures().stream().map(Recover::failure).reduce(Column::or).orElse(lit(true)))
        .and(within(col("epoch"), where.epochs()))
        .and(within(col("append_time"), where.appended()));
  }

  private static Column in(Column column, Collection<String> values) {
    return values.isEmpty() ? lit(true) : column.isin(values.toArray());
  }

  static Column source(String pattern) {
    return pattern.endsWith("*")
        ? col("source").startsWith(pattern.substring(0, pattern.length() - 1))
        : col("source").equalTo(pattern);
  }

  private static Column failure(Wrong wrong) {
    Column first =
        is(col("reason"), wrong.type())
            .and(is(col("path"), wrong.path()))
            .and(lit(wrong.rule() == null));
    Column any =
        exists(
            col("failures"),
            one ->
                is(one.getField("type"), wrong.type())
                    .and(is(one.getField("path"), wrong.path()))
                    .and(is(one.getField("rule"), wrong.rule())));
    return coalesce(any, first);
  }

  private static Column is(Column column, @Nullable String value) {
    return value == null ? lit(true) : column.equalTo(value);
  }

  static Column within(Column column, RecoveryRule.Range<?> range) {
    Column from = range.from() == null ? lit(true) : column.geq(lit(range.from()));
    return range.to() == null ? from : from.and(column.lt(lit(range.to())));
  }

  /** Marks what is already there: in the activity log, or before it among the mended. */
  private Dataset<Row> mended(Dataset<Row> rows) {
    var first =
        row_number().over(Window.partitionBy(Columns.of(IDENTITY)).orderBy(Columns.of(PLACE)));
    Dataset<Row> right =
        rows.filter(col("outcome").equalTo(Mend.RECOVERED)).withColumn("nth", first);
    Dataset<Row> known =
        batch
            .read(LakeTable.ACTIVITY, snapshot)
            .select(Columns.of(IDENTITY))
            .join(right.select(Columns.of(IDENTITY)), Columns.names(IDENTITY), "left_semi")
            .distinct()
            .withColumn("known", lit(true));
    return right
        .join(known, Columns.names(IDENTITY), "left")
        .withColumn(THERE, col("nth").gt(1).or(col("known").isNotNull()))
        .drop("nth", "known")
        .unionByName(
            rows.filter(col("outcome").notEqual(Mend.RECOVERED)).withColumn(THERE, lit(false)));
  }

  private Dataset<Row> fresh() {
    return mended.filter(
        col("outcome").equalTo(Mend.RECOVERED).and(col(THERE).equalTo(lit(false))));
  }

  /** From here on an event can count in the log, and a duplicate of it is known as one. */
  private Column young() {
    Instant horizon =
        landed.partitions().values().stream()
            .map(start -> batch.definitions().time().horizon(start.closing()))
            .min(Instant::compareTo)
            .orElse(Instant.MIN);
    return Land.notBefore(horizon);
  }

  private Result result(String outcome, List<Sample> samples) {
    SortedMap<String, Long> failures = new TreeMap<>();
    long[] count = new long[4];
    for (Row row :
        mended
            .groupBy(
                col("outcome"),
                col("failure"),
                col(THERE),
                coalesce(young(), lit(false)).as("young"))
            .count()
            .collectAsList()) {
      String what = row.getString(0);
      if (what.equals(Mend.FAILING)) {
        failures.merge(row.getString(1), row.getLong(4), Long::sum);
      } else {
        int place =
            what.equals(Mend.MALFORMED) ? 3 : row.getBoolean(2) ? 2 : row.getBoolean(3) ? 0 : 1;
        count[place] += row.getLong(4);
      }
    }
    long failing = failures.values().stream().mapToLong(Long::longValue).sum();
    return new Result(
        rule.name(),
        digest,
        outcome,
        count[0] + count[1] + count[2] + count[3] + failing,
        count[0] + count[1],
        count[0],
        count[1],
        count[2],
        failing,
        failures,
        count[3],
        landed.epoch(),
        samples);
  }

  private List<Sample> samples(int most) {
    return fresh().orderBy(Columns.of(PLACE)).limit(most).collectAsList().stream()
        .map(Recover::sample)
        .toList();
  }

  private static Sample sample(Row row) {
    return new Sample(
        row.<Long>getAs("epoch")
            + "/"
            + row.<Integer>getAs("kafka_partition")
            + "/"
            + row.<Long>getAs("kafka_offset"),
        row.getAs("id"),
        JsonDiff.of(
            EventJson.read(row.<byte[]>getAs("before")),
            EventJson.read(row.<byte[]>getAs("value"))));
  }

  private void besideLog() {
    Dataset<Row> old = fresh().filter(not(young()));
    RecoveredRows.commit(batch, old, rule.name(), snapshot, landed.epoch() + 1);
  }

  private void throughLog() {
    try (EventLog log = batch.log().open()) {
      landed.check(log.identity());
    }
    Marks marks = Marks.of(batch.barrierKey(), landed.topicId());
    fresh()
        .filter(young())
        .select("epoch", "kafka_partition", "kafka_offset", "append_time", "subject", "value")
        .foreachPartition(new SendAgain(batch.log(), marks, rule.name()));
  }
}
