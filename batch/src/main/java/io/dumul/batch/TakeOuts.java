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
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Events of a producer that are not to count, after the fact, and their way back.
 *
 * <p>They are marked in the activity log, all in one commit. Increments of speed are only merged
 * for epochs that are not published, so no reader ever sees one layer with them and the other
 * without. What the log said stays as it was: audit and dedupe do not look at the mark.
 */
final class TakeOuts implements TakeOutStore {
  private final Batch batch;
  private final TakeOutBook book;

  TakeOuts(Batch batch) {
    this.batch = batch;
    this.book = new TakeOutBook(this, batch::passed);
  }

  /**
   * What was asked for.
   *
   * @param epoch the one whose publication is the first of the new state
   * @param landed how many events of it are in the activity log already
   */
  record Result(String id, String state, long epoch, long landed) {}

  /** Asks for events to be taken out. */
  Result take(TakeOutScope scope, String reason) {
    batch.lake().create();
    String id = "t-" + batch.unique().toString().substring(0, 8);
    TakeOut entry = book.take(id, scope, reason);
    return new Result(
        id,
        entry.state().toString(),
        entry.epoch(),
        count("taken_out is null and " + scope.condition()));
  }

  /** Asks for the events of a take-out to count again. */
  Result undo(String id) {
    batch.lake().create();
    TakeOut entry = book.undo(id);
    long epoch = Optional.ofNullable(entry.undone()).orElse(entry.epoch());
    return new Result(id, entry.state().toString(), epoch, count("taken_out = '" + id + "'"));
  }

  /** Does what is to take effect with epochs up to this one, which have landed. */
  void settle(long landed) {
    if (batch.lake().table(LakeTable.TAKE_OUTS).currentSnapshot() != null) {
      book.settle(landed);
    }
  }

  @Override
  public void mark(TakeOut one, long after, long through, long changed) {
    batch.progress("taking out " + one.id());
    String epochs = "epoch > %d and epoch <= %d".formatted(after, through);
    String values = "taken_out = '%s', changed = %d".formatted(one.id(), changed);
    if (one.isErasure()) {
      Erased.mark(batch, one, values, epochs);
    } else {
      update(values, "taken_out is null and " + epochs + " and " + one.scope().condition());
    }
  }

  @Override
  public void unmark(TakeOut one, long changed) {
    batch.progress("putting back " + one.id());
    update("taken_out = null, changed = " + changed, "taken_out = '" + one.id() + "'");
  }

  private void update(String values, String condition) {
    batch.update(LakeTable.ACTIVITY, values, condition);
  }

  private long count(String condition) {
    return batch.read(LakeTable.ACTIVITY).filter(expr(condition)).count();
  }

  @Override
  public long landed() {
    return batch.lake().landed().epoch();
  }

  @Override
  public long open() {
    Landed landed = batch.lake().landed();
    try (EventLog log = batch.log().open()) {
      landed.check(log.identity());
      return BarrierScan.all(log, batch.barrierKey(), landed.starts()).values().stream()
          .mapToLong(scan -> scan.last().open())
          .max()
          .orElse(0);
    }
  }

  @Override
  public List<TakeOut> all() {
    return batch.read(LakeTable.TAKE_OUTS).orderBy("epoch", "id").collectAsList().stream()
        .map(TakeOuts::entry)
        .toList();
  }

  private static TakeOut entry(Row row) {
    Boolean standing = row.getAs("standing");
    return new TakeOut(
        row.getAs("id"),
        TakeOut.State.of(row.getAs("state")),
        row.<Long>getAs("epoch"),
        row.getAs("undone"),
        row.getAs("through"),
        new TakeOutScope(
            row.getAs("source"),
            row.getAs("app_version"),
            row.getAs("appended_from"),
            row.getAs("appended_to"),
            row.getAs("offsets"),
            standing != null && standing,
            row.getAs("subject")),
        row.getAs("reason"),
        row.getAs("report"));
  }

  @Override
  public void write(TakeOut one) {
    TakeOutScope scope = one.scope();
    Row row =
        RowFactory.create(
            one.id(),
            one.state().toString(),
            one.epoch(),
            one.undone(),
            scope.source(),
            scope.appVersion(),
            scope.from(),
            scope.to(),
            scope.offsets(),
            one.reason(),
            scope.standing(),
            one.through(),
            scope.subject(),
            one.report());
    String table = Lake.name(LakeTable.TAKE_OUTS);
    try {
      batch
          .spark()
          .createDataFrame(List.of(row), batch.spark().table(table).schema())
          .writeTo(table)
          .overwrite(col("id").equalTo(lit(one.id())));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }
}
