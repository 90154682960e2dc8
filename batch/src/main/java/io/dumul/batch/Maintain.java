package io.dumul.batch;

import io.dumul.batch.lake.EpochCommit;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.lake.Publications;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.actions.SparkActions;

/**
 * Keeps the tables small: joins small files, drops tags that nobody goes back to, expires snapshots
 * that no tag names, and removes files that no snapshot names.
 */
final class Maintain {
  private final Batch batch;
  private final Instant now;

  private Maintain(Batch batch, Instant now) {
    this.batch = batch;
    this.now = now;
  }

  /** What was done to a table. */
  record Result(String table, int rewritten, int tags, long expired, long orphans) {}

  static List<Result> run(Batch batch, Instant now) {
    batch.lake().create();
    finishErasures(batch, now);
    Maintain maintain = new Maintain(batch, now);
    long keptPublication = maintain.forgetAttempts();
    long keptEpoch = keptEpoch(batch);
    List<Result> results = new ArrayList<>();
    for (LakeTable table : LakeTable.values()) {
      batch.progress("maintaining " + table.id());
      results.add(maintain.table(table, keptEpoch, keptPublication));
    }
    return results;
  }

  /** What cannot be erased yet stands in the way of nothing else. */
  private static void finishErasures(Batch batch, Instant now) {
    try {
      new Erase(batch, now).finishAll();
    } catch (RefusedException e) {
      batch.progress("erase: " + e.getMessage());
    }
  }

  private static long keptEpoch(Batch batch) {
    Landed landed = batch.lake().landed();
    return landed.epoch() - batch.settings().retentionTags() + 1;
  }

  private Result table(LakeTable table, long keptEpoch, long keptPublication) {
    int rewritten = rewrite(table);
    int tags =
        dropTags(table, EpochCommit.tag(0), number -> number < keptEpoch)
            + dropTags(table, Publications.tag(0), number -> number < keptPublication);
    long expired = expire(table);
    long orphans = orphans(table);
    return new Result(table.id().name(), rewritten, tags, expired, orphans);
  }

  /**
   * Forgets attempts that cannot be gone back to. Those after the published one stay, since the
   * next publish must know them.
   *
   * @return the lowest number that is kept
   */
  private long forgetAttempts() {
    try (Control control = batch.stores().control()) {
      ControlState state = control.read();
      List<Long> older =
          state.attempts().stream()
              .map(attempt -> attempt.publication().number())
              .filter(number -> number <= state.publishedNumber())
              .sorted()
              .toList();
      int kept = Math.max(0, older.size() - batch.settings().retentionPublications() - 1);
      if (older.isEmpty()) {
        return 0;
      }
      control.forget(older.get(kept));
      return older.get(kept);
    }
  }

  private int rewrite(LakeTable table) {
    Table loaded = batch.lake().table(table);
    if (loaded.currentSnapshot() == null) {
      return 0;
    }
    return SparkActions.get(batch.spark())
        .rewriteDataFiles(loaded)
        .option("partial-progress.enabled", "true")
        .execute()
        .rewrittenDataFilesCount();
  }

  private int dropTags(LakeTable table, String example, LongPredicate old) {
    String prefix = example.substring(0, example.length() - 1);
    Table loaded = batch.lake().table(table);
    List<String> dropped =
        loaded.refs().keySet().stream()
            .filter(tag -> tag.startsWith(prefix))
            .filter(tag -> old.test(Long.parseLong(tag.substring(prefix.length()))))
            .toList();
    if (!dropped.isEmpty()) {
      var manage = loaded.manageSnapshots();
      dropped.forEach(manage::removeTag);
      manage.commit();
    }
    return dropped.size();
  }

  private long expire(LakeTable table) {
    var result =
        SparkActions.get(batch.spark())
            .expireSnapshots(batch.lake().table(table))
            .expireOlderThan(now.minus(batch.settings().snapshotAge()).toEpochMilli())
            .retainLast(2)
            .execute();
    return result.deletedDataFilesCount() + result.deletedManifestsCount();
  }

  private long orphans(LakeTable table) {
    var result =
        SparkActions.get(batch.spark())
            .deleteOrphanFiles(batch.lake().table(table))
            .olderThan(now.minus(batch.settings().orphanAge()).toEpochMilli())
            .execute();
    return java.util.stream.StreamSupport.stream(result.orphanFileLocations().spliterator(), false)
        .count();
  }
}
