package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.EpochRows;
import io.dumul.batch.lake.Json;
import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.Landed;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeParts;
import io.dumul.core.edge.EdgeStore.Versioned;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Folds all mutations of the log anew into the table {@code edges}, and holds what readers find
 * against it.
 */
final class Edges {
  /** A property of the table: what the last run found. */
  private static final String LAST = "dumul.edges";

  private Edges() {}

  /**
   * What was done.
   *
   * @param epoch the last epoch whose mutations are in the table; -1 for none
   * @param edges how many edges it has, also those that are gone
   */
  record Result(long epoch, long edges, long live, EdgeAudit.Result audit) {
    static final Result NONE =
        new Result(-1, 0, 0, EdgeAudit.Result.skipped("no tables of edges are declared"));
  }

  /**
   * @param mend false where the audit only looks
   */
  static Result run(Batch batch, boolean mend) {
    if (batch.definitions().tables().isEmpty()) {
      return Result.NONE;
    }
    batch.lake().create();
    Landed landed = batch.lake().landed();
    if (landed.epoch() < 0) {
      throw new RefusedException("landed: nothing (expected: an epoch; run land)");
    }
    List<TakeOut> erasures = Erased.open(batch);
    batch.progress("folding edges of epochs up to " + landed.epoch());
    recompute(batch, landed.epoch());
    batch.passed("edges.recomputed");
    WriteHistory.run(batch, landed.epoch());
    batch.progress("auditing edges");
    EdgeAudit.Result audit = EdgeAudit.run(batch, record(batch, landed.epoch()), mend, erasures);
    if (mend && audit.isRight()) {
      letRead(batch, landed.epoch());
    }
    Row edges = batch.read(LakeTable.EDGES).agg(count(lit(1)), count_if(col("live"))).first();
    Result result = new Result(landed.epoch(), edges.getLong(0), edges.getLong(1), audit);
    batch.lake().table(LakeTable.EDGES).updateProperties().set(LAST, Json.write(result)).commit();
    return result;
  }

  /** Every part of every table is complete and right now, so readers may have what was gained. */
  private static void letRead(Batch batch, long epoch) {
    EdgeCell switched = EdgeParts.switched(batch.definitions().tables());
    batch.stores().edges().write(List.of(new Versioned(switched, epoch)));
  }

  static void recompute(Batch batch, long epoch) {
    try {
      EdgeLog.fold(batch, epoch, new EdgeStates(), EdgeStates.ROW)
          .writeTo(Lake.name(LakeTable.EDGES))
          .option("distribution-mode", "none")
          .overwrite(lit(true));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Lets queries read {@code edge_changes}: what each landed mutation did. It is folded when a
   * query asks for it.
   */
  static void views(Batch batch) {
    if (!batch.definitions().tables().isEmpty()) {
      long landed = batch.lake().landed().epoch();
      EdgeLog.fold(batch, landed, new EdgeHistory(), EdgeHistory.ROW)
          .drop("edge")
          .createOrReplaceTempView("edge_changes");
    }
  }

  private static EpochRecord record(Batch batch, long epoch) {
    return EpochRows.read(batch.spark(), epoch)
        .orElseThrow(
            () ->
                new RefusedException(
                    "epoch: " + epoch + " (expected: one in the table epochs; run land)"));
  }

  /** What the last run found; empty before the first. */
  static Optional<Result> last(Batch batch) {
    return batch.lake().exists(LakeTable.EDGES)
        ? Optional.ofNullable(batch.lake().table(LakeTable.EDGES).properties().get(LAST))
            .map(json -> Json.read(json, Result.class))
        : Optional.empty();
  }
}
