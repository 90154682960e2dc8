package io.dumul.batch;

import static org.apache.spark.sql.functions.expr;

import io.dumul.batch.Erase.Place;
import io.dumul.batch.lake.EpochCommit;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Publications;
import io.dumul.batch.log.EventLog;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgePast;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Published;
import io.dumul.core.view.Rollback;
import io.dumul.core.view.ViewErasure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.ExpireSnapshots;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Removes what was taken out of a user, once no publication that readers may use has it. Of an
 * event a row without its content stays, so that the audit still counts it and the dedupe still
 * knows it.
 */
final class Purge {
  private static final Pattern LAND = Pattern.compile("land-(\\d+)-.*");

  private final Batch batch;
  private final Instant now;

  Purge(Batch batch, Instant now) {
    this.batch = batch;
    this.now = now;
  }

  /** Safe to repeat wherever it died. */
  List<Place> run(TakeOut one) {
    String subject = Objects.requireNonNull(one.scope().subject());
    requireForgotten(one);
    List<Place> places = new ArrayList<>();
    long landed = batch.lake().landed().epoch();
    places.add(history(one, landed));
    batch.passed("purge.history");
    places.addAll(rows(one, subject, landed));
    batch.passed("purge.rows");
    long publication = publication(one.epoch());
    places.add(views(subject, publication, one.epoch()));
    batch.passed("purge.views");
    places.add(snapshots(publication, landed));
    places.add(mentions(subject));
    places.addAll(kept());
    return places;
  }

  /** Refuses where the speed layer has not come to the record that tells it to forget edges. */
  private void requireForgotten(TakeOut one) {
    if (batch.definitions().tables().isEmpty()) {
      return;
    }
    EdgeRepair edges = batch.stores().edges();
    for (String range : Objects.requireNonNull(one.scope().offsets()).split(",", -1)) {
      List<String> parts = List.of(range.split("[:-]", -1));
      int partition = Integer.parseInt(parts.get(0));
      long told = Long.parseLong(parts.get(2));
      long come =
          edges.row(EdgeCells.marks(partition), EdgeCells.last()).stream()
              .mapToLong(cell -> EdgeCells.offset(Objects.requireNonNull(cell.cell().value())))
              .findFirst()
              .orElse(-1);
      if (come < told) {
        throw new RefusedException(
            "partition %d: the speed layer has shown edges up to offset %d (expected: >= %d, where the erasure is). Nothing was removed; erase again when it has come there."
                .formatted(partition, come, told));
      }
    }
  }

  private Place history(TakeOut one, long landed) {
    Dataset<Row> mutations =
        EdgeLog.keyed(batch, expr(marked(one) + one.scope().condition() + ")"))
            .select("edge", "kafka_offset");
    long count = mutations.count();
    mutations.foreachPartition(new ForgetHistory(batch.stores(), landed));
    return new Place(
        "hbase edges",
        "removed",
        count,
        "mutations in histories of edges; states, entries, counts and ranks were removed by the"
            + " speed layer where the log tells it");
  }

  /**
   * Removes what {@link WriteHistory} wrote of some mutations.
   *
   * @param epoch the last that may have been written
   */
  private record ForgetHistory(StoreSource stores, long epoch)
      implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) {
      EdgeRepair edges = stores.edges();
      Streams.of(rows)
          .forEach(
              row -> {
                EdgeCell state = EdgeCell.of(row.getAs("edge"), null);
                long offset = row.<Long>getAs("kafka_offset");
                edges.write(
                    List.of(
                        new Versioned(EdgePast.gone(state, offset, 0), epoch),
                        new Versioned(EdgePast.gone(state, offset, 1), epoch)));
              });
    }
  }

  /** An edge between two users who are erased is marked for one of them. Its end closes this. */
  private static String marked(TakeOut one) {
    return "(taken_out = '" + one.id() + "' or startswith(taken_out, 'e-') and ";
  }

  private List<Place> rows(TakeOut one, String subject, long landed) {
    String events = "subject <> '' and " + marked(one) + one.scope().condition() + ")";
    String records =
        "(subject is not null or key is not null or value is not null) and "
            + marked(one)
            + one.scope().ofRecords()
            + ")";
    long eventCount = batch.read(LakeTable.ACTIVITY).filter(events).count();
    long recordCount = batch.read(LakeTable.QUARANTINE).filter(records).count();
    batch.progress("erasing rows of " + one.id());
    batch.update(
        LakeTable.QUARANTINE,
        "id = null, subject = null, key = null, value = null, source = null, type = null,"
            + " event_time = null, data = null, path = null, detail = null, failures = null,"
            + " schema_version = null",
        records);
    batch.passed("purge.quarantine");
    batch.update(
        LakeTable.ACTIVITY,
        "id = "
            + Erased.hashSql(batch.barrierKey())
            + ", source = '', type = '', subject = '', data = '{}', failures = null,"
            + " schema_version = null",
        events);
    batch.update(
        LakeTable.AUDITS,
        "detail = 'erased'",
        "instr(detail, " + TakeOutScope.text(subject) + ") > 0");
    if (!batch.definitions().tables().isEmpty()) {
      Edges.recompute(batch, landed);
    }
    return List.of(
        new Place(
            "iceberg activity",
            "removed",
            eventCount,
            "events; their place in the log and a keyed hash of their id stay, for the dedupe"),
        new Place("iceberg quarantine", "removed", recordCount, "records"),
        new Place(
            "iceberg aggregates, edges",
            "removed",
            -1,
            "recomputed from what is left, as of epoch " + landed));
  }

  /** The first publication without the user: what is older is read by nobody from now on. */
  private long publication(long epoch) {
    try (Control control = batch.stores().control()) {
      ControlState state = control.read();
      return Rollback.of(state, new Publications(batch.lake()).published()).candidates().stream()
          .filter(one -> one.epoch() >= epoch)
          .mapToLong(Published::number)
          .min()
          .orElse(state.publishedNumber());
    }
  }

  private Place views(String subject, long publication, long epoch) {
    batch.progress("erasing cells of views");
    ViewErasure views = batch.stores().erasure();
    long cells = views.forget(subject, publication, epoch);
    String bytes =
        views.settle()
            ? "; its files were put together, so nothing of it is left in them"
            : "; in HBase's files until the major compaction that was asked for has ended";
    return new Place("hbase views", "removed", cells, "cells, all versions" + bytes);
  }

  private Place snapshots(long publication, long landed) {
    long files = 0;
    for (LakeTable table : LakeTable.values()) {
      batch.progress("expiring snapshots of " + table.id());
      dropTags(table, EpochCommit.tag(0), number -> number <= landed);
      dropTags(table, Publications.tag(0), number -> number < publication);
      files += expire(table);
    }
    Duration age = batch.settings().orphanAge();
    return new Place(
        "iceberg snapshots",
        "removed",
        files,
        "files; time travel begins anew. What a step that died has left is removed by maintain, "
            + age
            + " after it was written");
  }

  private void dropTags(LakeTable table, String example, Predicate<Long> old) {
    String prefix = example.substring(0, example.length() - 1);
    Table loaded = batch.lake().table(table);
    List<String> tags =
        loaded.refs().keySet().stream()
            .filter(tag -> tag.startsWith(prefix))
            .filter(tag -> old.test(Long.valueOf(tag.substring(prefix.length()))))
            .toList();
    if (!tags.isEmpty()) {
      var manage = loaded.manageSnapshots();
      tags.forEach(manage::removeTag);
      manage.commit();
    }
  }

  /** Removes every snapshot that nobody needs, with the files that only such ones have. */
  private long expire(LakeTable table) {
    Table loaded = batch.lake().table(table);
    if (loaded.currentSnapshot() == null) {
      return 0;
    }
    long landed = batch.lake().landed().epoch();
    Set<Long> needed = new HashSet<>();
    loaded.refs().values().forEach(ref -> needed.add(ref.snapshotId()));
    ExpireSnapshots expire = SparkActions.get(batch.spark()).expireSnapshots(loaded);
    for (Snapshot snapshot : loaded.snapshots()) {
      if (!needed.contains(snapshot.snapshotId()) && !isLanding(snapshot, landed)) {
        expire.expireSnapshotId(snapshot.snapshotId());
      }
    }
    ExpireSnapshots.Result result = expire.execute();
    return result.deletedDataFilesCount() + result.deletedManifestsCount();
  }

  /**
   * Whether it stages files of an epoch that has not landed: a land may be about to commit them.
   */
  private static boolean isLanding(Snapshot snapshot, long landed) {
    Matcher staged = LAND.matcher(snapshot.summary().getOrDefault("wap.id", ""));
    return staged.matches() && Long.parseLong(staged.group(1)) > landed;
  }

  /** Once no row of the table has the user's name, its older snapshots go as well. */
  void forgetNames() {
    long unused = expire(LakeTable.TAKE_OUTS);
  }

  /** Events of others that have the name somewhere in their data. */
  Place mentions(String subject) {
    String text = TakeOutScope.text('"' + subject + '"');
    long count =
        batch
            .read(LakeTable.ACTIVITY)
            .filter(Erased.kept())
            .filter(functions.not(functions.expr(TakeOutScope.of(subject, null).condition())))
            .filter("instr(data, " + text + ") > 0")
            .count();
    return new Place(
        "events of others", "left", count, "events that name the user in their data, and stay");
  }

  /** What cannot be removed from the log and from what follows it, and how long it is there. */
  private List<Place> kept() {
    List<Place> places = new ArrayList<>();
    try (EventLog log = batch.log().open()) {
      for (EventLog.Kept topic : log.kept()) {
        Duration most = topic.most();
        String until =
            most == null
                ? "without a bound: its retention or max.compaction.lag.ms has none"
                : "until " + now.plus(most) + " at the latest";
        places.add(
            new Place(
                "kafka " + topic.topic(),
                "expires",
                -1,
                "cleanup " + topic.policy() + ", " + until));
      }
    }
    places.add(
        new Place(
            "state stores of speed",
            "expires",
            -1,
            "edges and increments are removed; of events 128 bits of a hash are kept until the"
                + " horizon passes; bytes in RocksDB's files until it puts them together, or"
                + " --rebuild"));
    return places;
  }
}
