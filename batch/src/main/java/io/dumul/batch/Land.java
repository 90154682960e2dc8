package io.dumul.batch;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.dumul.batch.lake.EpochCommit;
import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.EpochRows;
import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import io.dumul.batch.log.Slice;
import io.dumul.core.definition.TimeRules;
import io.dumul.core.event.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * Lands closed epochs: reads exactly the offsets between two barriers, judges every record, and
 * commits each epoch to Iceberg in one snapshot. What is written before that commit is written
 * again by a repeated land; what comes after it is made from the snapshot where it is missing.
 */
final class Land {
  private static final String PARTITION = "kafka_partition";
  private static final String OFFSET = "kafka_offset";
  private static final String[] IDENTITY = {PARTITION, "subject", "id"};
  private static final String HASH = "hash";
  private static final String VERDICT = "number";

  /** So many pairs of partition and offset fit into every task. */
  private static final long FEW_DUPLICATES = 500_000;

  /** Up to so many days each task may write files of its own. */
  private static final long FEW_DAYS = 4;

  /** Spark counts microseconds from 1970 in 64 bits. */
  private static final Instant EARLIEST = Instant.ofEpochSecond(Long.MIN_VALUE / 1_000_000 + 1);

  private final Batch batch;

  private Land(Batch batch) {
    this.batch = batch;
  }

  /**
   * What was done.
   *
   * @param landed the epochs that landed now
   * @param epoch the last epoch that has landed; -1 for none
   */
  record Result(List<Summary> landed, long epoch) {}

  /** One epoch that landed. */
  record Summary(long epoch, Instant closing, long accepted, long duplicates, long rejected) {}

  /**
   * Lands every closed epoch.
   *
   * @param through the last epoch to land; empty for all
   * @param anyDefinitions lands an epoch that was closed with other definitions too
   */
  static Result run(Batch batch, OptionalLong through, boolean anyDefinitions) {
    return new Land(batch).run(through, anyDefinitions);
  }

  private Result run(OptionalLong through, boolean anyDefinitions) {
    batch.lake().create();
    Landed landed = batch.lake().landed();
    List<Summary> summaries = new ArrayList<>();
    if (landed.epoch() >= 0) {
      complete(landed.epoch());
    }
    for (ClosedEpoch epoch : closed(landed)) {
      if (epoch.epoch() > through.orElse(Long.MAX_VALUE)) {
        break;
      }
      checkDefinitions(epoch, anyDefinitions);
      EpochRecord record = land(epoch, landed);
      landed = record.after(landed);
      summaries.add(summary(record));
    }
    if (through.isPresent() && landed.epoch() < through.getAsLong()) {
      throw new RefusedException(
          "epoch: "
              + through.getAsLong()
              + " (expected: a closed epoch; landed: "
              + landed.epoch()
              + ")");
    }
    return new Result(summaries, landed.epoch());
  }

  private List<ClosedEpoch> closed(Landed landed) {
    try (EventLog log = batch.log().open()) {
      landed.check(log.identity());
      var scans = BarrierScan.all(log, batch.barrierKey(), landed.starts());
      return ClosedEpoch.closed(log.identity(), landed, scans).toList();
    }
  }

  private void checkDefinitions(ClosedEpoch epoch, boolean any) {
    String own = batch.definitions().hash();
    if (!any && epoch.definitionsHashes().stream().anyMatch(hash -> !hash.equals(own))) {
      throw new RefusedException(
          "definitions: "
              + own
              + " (expected: "
              + epoch.definitionsHashes()
              + ", with which epoch "
              + epoch.epoch()
              + " was closed). Land with the definitions that the speed layer had, or, where it is"
              + " restarted with these, land with --any-definitions.");
    }
  }

  private EpochRecord land(ClosedEpoch epoch, Landed landed) {
    batch.progress("landing epoch " + epoch.epoch());
    Dataset<Row> judged = judge(epoch).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> duplicates = duplicates(epoch, judged).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> verdicts = verdicts(judged, duplicates);
      var ledgers = Ledgers.of(verdicts.select(col(PARTITION), col(OFFSET), col(VERDICT)));
      EpochRecord record = epoch.record(batch.definitions().hash(), ledgers);
      quarantine(epoch.epoch(), verdicts);
      String staged = stage(epoch.epoch(), verdicts, filesOfTasks(epoch, judged));
      batch.passed("land.before-commit");
      EpochCommit.commit(batch.lake(), staged, record, landed);
      batch.passed("land.after-commit");
      EpochRows.write(batch.spark(), record);
      return record;
    } finally {
      duplicates.unpersist();
      judged.unpersist();
    }
  }

  /** Writes the row of an epoch whose land died between its commit and the row. */
  private void complete(long epoch) {
    if (!EpochRows.has(batch.spark(), epoch)) {
      batch.lake().landedEpoch(epoch).ifPresent(record -> EpochRows.write(batch.spark(), record));
    }
  }

  private Dataset<Row> judge(ClosedEpoch epoch) {
    Judge judge =
        new Judge(
            batch.log(),
            batch.shipped(),
            Map.copyOf(epoch.before()),
            epoch.ignored(),
            Marks.of(batch.barrierKey(), epoch.log().topicId()));
    List<Slice> slices = epoch.slices(batch.settings().landSlice());
    JavaSparkContext context = new JavaSparkContext(batch.spark().sparkContext());
    JavaRDD<Slice> tasks = context.parallelize(slices, Math.max(slices.size(), 1));
    return batch.spark().createDataFrame(tasks.flatMap(judge), Judge.ROW);
  }

  /**
   * Adds the verdict, now with duplicates. As long as they are few, each task gets them all, and
   * records need not go between tasks.
   */
  private static Dataset<Row> verdicts(Dataset<Row> judged, Dataset<Row> duplicates) {
    Dataset<Row> again = duplicates.withColumn("again", lit(true));
    Dataset<Row> few = duplicates.count() <= FEW_DUPLICATES ? broadcast(again) : again;
    return judged
        .join(few, Columns.names(PARTITION, OFFSET), "left")
        .withColumn(VERDICT, when(col("again"), lit(Judge.DUPLICATE)).otherwise(col("judged")));
  }

  /**
   * Which accepted events are duplicates. Time bounds are the same for a whole epoch, so every
   * event of this epoch is remembered to its end, and one of an earlier epoch if its time is not
   * before the horizon.
   */
  private Dataset<Row> duplicates(ClosedEpoch epoch, Dataset<Row> judged) {
    Dataset<Row> candidates =
        hashed(
            judged
                .filter(col("judged").equalTo(Judge.ACCEPTED))
                .select(Columns.of(IDENTITY, OFFSET)));
    Dataset<Row> repeated = repeated(candidates);
    if (epoch.epoch() == 0) {
      return repeated;
    }
    Dataset<Row> again = repeated.union(before(epoch, candidates));
    return Erased.all(batch).isEmpty()
        ? again.distinct()
        : again.union(erased(epoch, candidates)).distinct();
  }

  /** Events alike have hashes alike, so only a hash goes between tasks for most of them. */
  private static Dataset<Row> hashed(Dataset<Row> events) {
    return events.withColumn(HASH, xxhash64(Columns.of(IDENTITY)));
  }

  private static Dataset<Row> repeated(Dataset<Row> candidates) {
    Dataset<Row> alike = candidates.groupBy(HASH).count().filter("count > 1").select(HASH);
    var occurrence =
        row_number().over(Window.partitionBy(Columns.of(IDENTITY)).orderBy(col(OFFSET)));
    return candidates
        .join(alike, Columns.names(HASH), "left_semi")
        .withColumn("nth", occurrence)
        .filter("nth > 1")
        .select(PARTITION, OFFSET);
  }

  private Dataset<Row> remembered(ClosedEpoch epoch) {
    Column remembered = remembered(epoch.before(), batch.definitions().time());
    return batch.read(LakeTable.ACTIVITY).filter(col("epoch").lt(epoch.epoch()).and(remembered));
  }

  /** What was erased is remembered by a keyed hash, as the speed layer remembers it. */
  private Dataset<Row> erased(ClosedEpoch epoch, Dataset<Row> candidates) {
    Dataset<Row> hashes = remembered(epoch).filter("subject = ''").select(col("id").as("erased"));
    return candidates
        .withColumn("erased", expr(Erased.hashSql(batch.barrierKey())))
        .join(hashes, Columns.names("erased"), "left_semi")
        .select(PARTITION, OFFSET);
  }

  private Dataset<Row> before(ClosedEpoch epoch, Dataset<Row> candidates) {
    Dataset<Row> remembered = remembered(epoch).select(Columns.of(IDENTITY));
    Dataset<Row> alike =
        hashed(remembered).join(candidates.select(HASH), Columns.names(HASH), "left_semi");
    return candidates.join(alike, Columns.names(IDENTITY), "left_semi").select(PARTITION, OFFSET);
  }

  /**
   * Which events of earlier epochs the dedupe remembers.
   *
   * @param before closing time before the epoch, by partition
   */
  static Column remembered(Map<Integer, Instant> before, TimeRules time) {
    SortedMap<Instant, List<Integer>> horizons = new TreeMap<>();
    before.forEach(
        (partition, closing) ->
            horizons.computeIfAbsent(time.horizon(closing), h -> new ArrayList<>()).add(partition));
    Column exact = lit(false);
    for (Map.Entry<Instant, List<Integer>> each : horizons.entrySet()) {
      Column partitions = col(PARTITION).isin(each.getValue().toArray());
      exact = exact.or(partitions.and(notBefore(each.getKey())));
    }
    return horizons.isEmpty() ? exact : exact.and(notBefore(horizons.firstKey()));
  }

  /** Every event, where the time is before all that Spark knows. */
  static Column notBefore(Instant time) {
    return time.isBefore(EARLIEST) ? lit(true) : col("event_time").geq(lit(time));
  }

  private void quarantine(long epoch, Dataset<Row> verdicts) {
    Column reason = lit(null).cast("string");
    for (Verdict.Reason each : Verdict.Reason.values()) {
      reason = when(col(VERDICT).equalTo(each.code()), lit(each.name())).otherwise(reason);
    }
    Dataset<Row> rows =
        verdicts
            .filter(col(VERDICT).notEqual(Judge.ACCEPTED))
            .select(
                lit(epoch).as("epoch"),
                col(PARTITION),
                col(OFFSET),
                col("append_time"),
                when(col(VERDICT).equalTo(Judge.DUPLICATE), lit("duplicate"))
                    .otherwise(lit("rejected"))
                    .as("verdict"),
                reason.as("reason"),
                col("path"),
                col("detail"),
                col("id"),
                col("subject"),
                col("key"),
                col("value"),
                col("source"),
                col("type"),
                col("event_time"),
                col("data"),
                col("failures"),
                col("recovered"),
                col("schema_version"),
                lit(null).cast("string").as("taken_out"),
                lit(null).cast("long").as("changed"));
    try {
      rows.writeTo(Lake.name(LakeTable.QUARANTINE)).overwrite(col("epoch").equalTo(epoch));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether each task writes its own files, which it does where tasks are at least half full. Else
   * events of one day go to one task first: that takes as long as to write them, but makes few
   * files of little data or of many days.
   */
  private boolean filesOfTasks(ClosedEpoch epoch, Dataset<Row> judged) {
    List<Slice> slices = epoch.slices(batch.settings().landSlice());
    long records = slices.stream().mapToLong(slice -> slice.to() - slice.from()).sum();
    long room = (long) slices.size() * batch.settings().landSlice();
    return records * 2 >= room && days(judged) <= FEW_DAYS;
  }

  private static long days(Dataset<Row> judged) {
    return judged
        .filter(col("judged").equalTo(Judge.ACCEPTED))
        .agg(countDistinct(to_date(col("event_time"))))
        .head()
        .getLong(0);
  }

  /** Writes the accepted events' files without showing them; returns the id that they are under. */
  private String stage(long epoch, Dataset<Row> verdicts, boolean filesOfTasks) {
    String id = "land-" + epoch + "-" + batch.unique();
    batch.spark().conf().set("spark.wap.id", id);
    try {
      verdicts
          .filter(col(VERDICT).equalTo(Judge.ACCEPTED))
          .select(
              lit(epoch).as("epoch"),
              col(PARTITION),
              col(OFFSET),
              col("append_time"),
              col("id"),
              col("source"),
              col("type"),
              col("event_time"),
              col("subject"),
              col("data"),
              col("failures"),
              col("recovered"),
              lit(null).cast("string").as("taken_out"),
              lit(null).cast("long").as("changed"),
              col("schema_version"))
          .writeTo(Lake.name(LakeTable.ACTIVITY))
          .option("distribution-mode", filesOfTasks ? "none" : "hash")
          .option("fanout-enabled", Boolean.toString(filesOfTasks))
          .append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    } finally {
      batch.spark().conf().unset("spark.wap.id");
    }
    return id;
  }

  private static Summary summary(EpochRecord record) {
    var total = record.total();
    return new Summary(
        record.epoch(), record.closing(), total.accepted(), total.duplicates(), total.rejected());
  }
}
