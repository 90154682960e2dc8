package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.dumul.batch.MendEdges.Outcome;
import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.edge.EdgeRepair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Compares every cell of edges that readers find with what follows from the log, and mends what
 * differs, while the speed layer goes on. What it compares is of the moment at which it began to
 * read: cells that were written since are left to the next audit.
 */
final class EdgeAudit {
  private static final int POLLS = 100;
  private static final long POLL_MILLIS = 100;
  private static final int SHOWN = 10;

  /** So many cells that are stuck are mended in one run. */
  private static final int MOST_STUCK = 10_000;

  private final Batch batch;
  private final EdgeBounds bounds;
  private final EpochRecord epoch;
  private final EdgeTables tables;
  private final boolean mend;

  private EdgeAudit(Batch batch, EdgeBounds bounds, EpochRecord epoch, boolean mend) {
    this.batch = batch;
    this.bounds = bounds;
    this.epoch = epoch;
    this.tables = EdgeTables.of(batch, epoch.epoch());
    this.mend = mend;
  }

  /**
   * What was found.
   *
   * @param outcome passed, mended, failed (something is wrong still) or skipped
   * @param cells how many cells there should be
   * @param underWay cells that were written while it read
   * @param drifted cells that were wrong
   * @param mended how many of those are right now
   * @param examples some of those
   */
  record Result(
      String outcome,
      String detail,
      long cells,
      long underWay,
      long drifted,
      long mended,
      List<String> examples) {
    static Result skipped(String reason) {
      return new Result("skipped", reason, 0, 0, 0, 0, List.of());
    }

    /** Whether readers find what the log says. */
    boolean isRight() {
      return outcome.equals("passed") || outcome.equals("mended");
    }

    boolean failed() {
      return outcome.equals("failed");
    }
  }

  /**
   * Audits the edges as of an epoch that the table {@code edges} holds.
   *
   * @param mend false to look only
   * @param erasures that were known before these were folded: of a later one speed may have
   *     forgotten edges that are among them
   */
  static Result run(Batch batch, EpochRecord epoch, boolean mend, List<TakeOut> erasures) {
    EdgeBounds.Found found =
        EdgeBounds.of(
            batch.stores().edges(),
            epoch.epoch(),
            epoch.partitions().size(),
            batch.definitions().tables());
    if (!Erased.open(batch).equals(erasures) || erasures.stream().anyMatch(Erased::isAsked)) {
      return Result.skipped("a user is about to be erased: run again");
    }
    return found.bounds() == null
        ? Result.skipped(found.reason())
        : new EdgeAudit(batch, found.bounds(), epoch, mend).run();
  }

  private Result run() {
    batch.passed("edges.bounds");
    WantedEdges wanted = new WantedEdges(tables, bounds);
    StorageLevel level = StorageLevel.MEMORY_AND_DISK();
    Dataset<Row> found = ScanEdges.of(batch, tables).persist(level);
    Dataset<Row> parts = wanted.parts(batch.read(LakeTable.EDGES), found).persist(level);
    Dataset<Row> cells = cells(parts, found).persist(level);
    Dataset<Row> differences =
        cells
            .join(found, Columns.names("cell"), "full_outer")
            .filter(not(col("wanted").eqNullSafe(col("found"))))
            .persist(level);
    try {
      Map<Integer, Long> newest = newest(parts);
      long count = cells.filter(col("wanted").isNotNull()).count();
      long different = differences.count();
      batch.passed("edges.read");
      if (!awaitReadable(newest)) {
        return Result.skipped("the sink of edges does not come on: read again later");
      }
      return different == 0
          ? new Result("passed", "no difference", count, 0, 0, 0, List.of())
          : judge(count, differences);
    } finally {
      List.of(differences, cells, parts, found).forEach(Dataset::unpersist);
    }
  }

  private Dataset<Row> cells(Dataset<Row> parts, Dataset<Row> found) {
    boolean expiring = EdgeTouches.any(tables.all());
    Dataset<Row> sums =
        new WantedSums(tables, bounds, epoch.closing().toEpochMilli())
            .of(parts, found, expiring ? EdgeTouches.of(batch, epoch.epoch()) : null);
    return WantedEdges.whole(parts).unionByName(sums);
  }

  /** The newest state that was read of each partition. */
  private static Map<Integer, Long> newest(Dataset<Row> parts) {
    Map<Integer, Long> newest = new HashMap<>();
    parts
        .filter(col("newer").isNotNull())
        .groupBy("partition")
        .agg(max("newer"))
        .collectAsList()
        .forEach(row -> newest.put(row.getInt(0), row.getLong(1)));
    return newest;
  }

  /**
   * Waits until all that the events wrote whose states were read is readable: then each cell that
   * these changed since the audit began says so itself.
   */
  private boolean awaitReadable(Map<Integer, Long> newest) {
    EdgeRepair edges = batch.stores().edges();
    for (int i = 0; i < POLLS; i++) {
      if (EdgeBounds.isReadable(edges, newest)) {
        return true;
      }
      Pause.millis(POLL_MILLIS);
    }
    return false;
  }

  private Result judge(long cells, Dataset<Row> differences) {
    MendEdges judge = new MendEdges(batch.stores(), tables, bounds, mend);
    Dataset<Row> judged =
        differences
            .mapPartitions(judge, Encoders.row(MendEdges.ROW))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<Outcome, Long> counts = new HashMap<>();
      List<String> examples = new ArrayList<>();
      for (Row row : judged.groupBy("outcome", "kind", "what").agg(count(lit(1))).collectAsList()) {
        Outcome outcome = Outcome.valueOf(row.getString(0));
        counts.merge(outcome, row.getLong(3), Long::sum);
        if (outcome.isDrift() && examples.size() < SHOWN) {
          examples.add(row.getLong(3) + " " + row.getString(1) + " " + row.getString(2));
        }
      }
      batch.progress(counts.getOrDefault(Outcome.EXPIRED, 0L) + " cells of groups are over");
      long again = again(judged, counts.getOrDefault(Outcome.STUCK, 0L));
      return result(cells, counts, again, examples);
    } finally {
      judged.unpersist();
    }
  }

  private long again(Dataset<Row> judged, long stuck) {
    if (stuck == 0) {
      return 0;
    }
    batch.progress("mending " + stuck + " cells whose removal stands in the way");
    return MendEdges.again(
        batch.stores().edges(),
        judged
            .filter(col("outcome").equalTo(Outcome.STUCK.name()))
            .limit(MOST_STUCK)
            .collectAsList());
  }

  private static Result result(
      long cells, Map<Outcome, Long> counts, long again, List<String> examples) {
    long underWay = counts.getOrDefault(Outcome.UNDER_WAY, 0L);
    long drifted =
        counts.entrySet().stream()
            .filter(one -> one.getKey().isDrift())
            .mapToLong(Map.Entry::getValue)
            .sum();
    long mended = counts.getOrDefault(Outcome.MENDED, 0L) + again;
    String outcome = drifted == 0 ? "passed" : mended == drifted ? "mended" : "failed";
    String detail = drifted == 0 ? "no difference" : drifted + " cells were not as the log says";
    return new Result(outcome, detail, cells, underWay, drifted, mended, examples);
  }
}
