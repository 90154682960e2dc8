package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.dumul.batch.TakeOut.State;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.config.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * What all steps know of users that are erased: take-outs by subject, whose records are marked in
 * the quarantine as well, and count in no verdict.
 */
final class Erased {
  private static final String PREFIX = "e-";
  private static final String PURPOSE = "dumul-erased";

  private Erased() {}

  /** The id of a new erasure. */
  static String id(Batch batch) {
    return PREFIX + batch.unique().toString().substring(0, 8);
  }

  /** Whether a row is of no erasure that has taken effect. */
  static Column kept() {
    return col("taken_out").isNull().or(not(col("taken_out").startsWith(PREFIX)));
  }

  /** Marks all of its records, also those that a take-out has marked, in each table at once. */
  static void mark(Batch batch, TakeOut one, String values, String epochs) {
    String unmarked = "(taken_out is null or not startswith(taken_out, '" + PREFIX + "')) and ";
    String scope = " and " + one.scope().condition();
    batch.update(
        LakeTable.QUARANTINE, values, unmarked + epochs + " and " + one.scope().ofRecords());
    batch.passed("erase.half-way");
    batch.update(LakeTable.ACTIVITY, values, unmarked + epochs + scope);
  }

  /** All erasures on record. */
  static List<TakeOut> all(Batch batch) {
    if (batch.lake().table(LakeTable.TAKE_OUTS).currentSnapshot() == null) {
      return List.of();
    }
    return new TakeOuts(batch).all().stream().filter(TakeOut::isErasure).toList();
  }

  /** Those that the speed layer may have heard of, and whose events are not marked. */
  static List<TakeOut> open(Batch batch) {
    return all(batch).stream().filter(one -> isAsked(one) || one.state() == State.PENDING).toList();
  }

  /** Whether it cannot be said yet what it erases. */
  static boolean isAsked(TakeOut one) {
    return one.state() == State.ASKED;
  }

  /** Whether an event is of no user that the log tells to erase, as the speed layer sees it. */
  static Column notAsked(Batch batch) {
    return open(batch).stream()
        .filter(one -> !isAsked(one))
        .map(one -> not(expr("coalesce(" + one.scope().condition() + ", false)")))
        .reduce(lit(true), Column::and);
  }

  /** The last epoch from which something was erased for good; -1 for none. */
  static long through(Batch batch) {
    return all(batch).stream()
        .filter(one -> one.state() == State.ERASED)
        .mapToLong(TakeOut::epoch)
        .max()
        .orElse(-1);
  }

  /** A publication that has what was erased since cannot be gone back to. */
  static void refuseBefore(Batch batch, long published, long target) {
    batch.lake().create();
    for (TakeOut one : all(batch)) {
      boolean marked = one.holds() || one.state() == State.ERASED;
      if (marked && one.epoch() <= published && one.epoch() > target) {
        throw new RefusedException(
            "epoch: %d (expected: >= %d, from which a user is erased)"
                .formatted(target, one.epoch()));
      }
    }
  }

  /** What stays of an event, so that it is still a duplicate where it is sent again. */
  static String hashSql(byte[] barrierKey) {
    String salt = HexFormat.of().formatHex(Hmac.derived(barrierKey, PURPOSE));
    return "sha2(concat_ws('/', '" + salt + "', length(subject), subject, id), 256)";
  }

  /** What stays of a user. */
  static String hash(byte[] barrierKey, String subject) {
    byte[] key = Hmac.derived(barrierKey, PURPOSE);
    return HexFormat.of().formatHex(Hmac.of(key, subject.getBytes(StandardCharsets.UTF_8)));
  }
}
