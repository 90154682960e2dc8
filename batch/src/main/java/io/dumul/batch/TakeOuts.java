package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.EventLog;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/**
 * Events of a producer that are not to count, after the fact, and their way back.
 *
 * <p>Either takes effect with an epoch: the one that is open in the log when somebody asks for it.
 * Once that has landed, the events that stand in the log before its barrier are marked in the
 * activity log, all in one commit, and its publication is the first without them. Increments of
 * speed are only merged for later epochs, so no reader ever sees one layer with them and the other
 * without. What the log said stays as it was: audit and dedupe do not look at the mark.
 */
final class TakeOuts {
  private static final String PENDING = "pending";
  private static final String TAKEN = "taken out";
  private static final String UNDOING = "undo pending";
  private static final String UNDONE = "undone";
  private static final String CANCELLED = "cancelled";

  private final Batch batch;

  TakeOuts(Batch batch) {
    this.batch = batch;
  }

  /**
   * What was asked for.
   *
   * @param epoch the one whose publication is the first of the new state
   * @param landed how many events of it are in the activity log already
   */
  record Result(String id, String state, long epoch, long landed) {}

  private record Entry(
      String id,
      String state,
      long epoch,
      @Nullable Long undone,
      TakeOutScope scope,
      String reason) {
    Entry in(String next, @Nullable Long epochOfUndo) {
      return new Entry(id, next, epoch, epochOfUndo, scope, reason);
    }

    boolean due(String waiting, long landed) {
      long from = undone == null ? epoch : undone;
      return state.equals(waiting) && from <= landed;
    }
  }

  /** Asks for events to be taken out. */
  Result take(TakeOutScope scope, String reason) {
    batch.lake().create();
    String id = "t-" + batch.unique().toString().substring(0, 8);
    Entry entry = inTime(open -> new Entry(id, PENDING, open, null, scope, reason));
    return new Result(
        id, PENDING, entry.epoch(), count("taken_out is null and " + scope.condition()));
  }

  /** Asks for the events of a take-out to count again. */
  Result undo(String id) {
    batch.lake().create();
    Entry entry =
        entries().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> new RefusedException("id: " + id + " (expected: one of " + ids() + ")"));
    Entry next = undone(entry);
    long epoch = Optional.ofNullable(next.undone()).orElse(next.epoch());
    return new Result(id, next.state(), epoch, count("taken_out = '" + id + "'"));
  }

  private Entry undone(Entry entry) {
    if (entry.state().equals(PENDING)) {
      Entry cancelled = entry.in(CANCELLED, entry.epoch());
      write(cancelled);
      return cancelled;
    }
    return entry.state().equals(TAKEN) ? inTime(open -> entry.in(UNDOING, open)) : entry;
  }

  /** Writes an entry before its epoch has landed, so that whoever publishes that finds it. */
  private Entry inTime(LongFunction<Entry> entry) {
    Entry written;
    long open;
    do {
      open = openEpoch();
      written = entry.apply(open);
      write(written);
    } while (batch.lake().landed().epoch() >= open);
    return written;
  }

  /** Does what is to take effect with epochs up to this one, which have landed. */
  void settle(long landed) {
    if (batch.lake().table(LakeTable.TAKE_OUTS).currentSnapshot() == null) {
      return;
    }
    for (Entry entry : entries()) {
      if (entry.due(PENDING, landed)) {
        mark(entry, entry.epoch());
        batch.passed("take-out.half-way");
        write(entry.in(TAKEN, null));
      } else if (entry.due(UNDOING, landed)) {
        unmark(entry);
      }
    }
  }

  private void mark(Entry entry, long changed) {
    batch.progress("taking out " + entry.id());
    update(
        "taken_out = '%s', changed = %d".formatted(entry.id(), changed),
        "taken_out is null and epoch <= %d and %s"
            .formatted(entry.epoch(), entry.scope().condition()));
  }

  /** Events that another take-out is for too go to that one. */
  private void unmark(Entry entry) {
    long undone = Optional.ofNullable(entry.undone()).orElseThrow();
    batch.progress("putting back " + entry.id());
    update("taken_out = null, changed = " + undone, "taken_out = '" + entry.id() + "'");
    batch.passed("put-back.half-way");
    entries().stream()
        .filter(other -> other.state().equals(TAKEN) || other.state().equals(UNDOING))
        .filter(other -> !other.id().equals(entry.id()))
        .forEach(other -> mark(other, undone));
    write(entry.in(UNDONE, undone));
  }

  private void update(String values, String condition) {
    batch
        .spark()
        .sql(
            "update %s set %s where %s"
                .formatted(Lake.name(LakeTable.ACTIVITY), values, condition));
  }

  private long count(String condition) {
    return batch.read(LakeTable.ACTIVITY).filter(expr(condition)).count();
  }

  /** The epoch that is closed in no partition, or only in some. */
  private long openEpoch() {
    Landed landed = batch.lake().landed();
    try (EventLog log = batch.log().open()) {
      landed.check(log.identity());
      return BarrierScan.all(log, batch.barrierKey(), landed.starts()).values().stream()
          .mapToLong(scan -> scan.last().open())
          .max()
          .orElse(0);
    }
  }

  private List<String> ids() {
    return entries().stream().map(Entry::id).toList();
  }

  private List<Entry> entries() {
    return batch.read(LakeTable.TAKE_OUTS).orderBy("epoch", "id").collectAsList().stream()
        .map(TakeOuts::entry)
        .toList();
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.getAs("id"),
        row.getAs("state"),
        row.<Long>getAs("epoch"),
        row.getAs("undone"),
        new TakeOutScope(
            row.getAs("source"),
            row.getAs("app_version"),
            row.getAs("appended_from"),
            row.getAs("appended_to"),
            row.getAs("offsets")),
        row.getAs("reason"));
  }

  private void write(Entry entry) {
    TakeOutScope scope = entry.scope();
    Row row =
        RowFactory.create(
            entry.id(),
            entry.state(),
            entry.epoch(),
            entry.undone(),
            scope.source(),
            scope.appVersion(),
            scope.from(),
            scope.to(),
            scope.offsets(),
            entry.reason());
    String table = Lake.name(LakeTable.TAKE_OUTS);
    try {
      batch
          .spark()
          .createDataFrame(List.of(row), batch.spark().table(table).schema())
          .writeTo(table)
          .overwrite(col("id").equalTo(lit(entry.id())));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }
}
