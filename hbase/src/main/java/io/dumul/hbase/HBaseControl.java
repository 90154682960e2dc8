package io.dumul.hbase;

import io.dumul.core.view.Attempt;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.SpeedProgress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.util.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One row holds everything, so that one Get reads it at one moment. Its columns are JSON ({@link
 * ControlJson}): {@code publications}, {@code expired}, and {@code speed} with the partition's
 * number (4 bytes). Each changes by compare-and-set on its old bytes.
 */
final class HBaseControl implements Control {
  static final byte[] FAMILY = Bytes.toBytes("c");

  private static final byte[] ROW = Bytes.toBytes("control");
  private static final byte[] PUBLICATIONS = Bytes.toBytes("publications");
  private static final byte[] EXPIRED = Bytes.toBytes("expired");
  private static final byte[] SPEED = Bytes.toBytes("speed");
  private static final int TRIES = 1_000;

  private final AsyncTable<?> table;
  private final String name;

  HBaseControl(AsyncConnection connection, String name) {
    this.table = connection.getTable(TableName.valueOf(name));
    this.name = name;
  }

  @Override
  public ControlState read() {
    Result row = Calls.await(table.get(new Get(ROW)), "reading " + name);
    Publications publications = Publications.decode(row.getValue(FAMILY, PUBLICATIONS));
    return new ControlState(
        publications.current(),
        publications.attempts(),
        speed(row),
        ControlJson.expired(row.getValue(FAMILY, EXPIRED)));
  }

  private static Map<Integer, SpeedProgress> speed(Result row) {
    Map<Integer, SpeedProgress> speed = new HashMap<>();
    if (!row.isEmpty()) {
      row.getFamilyMap(FAMILY)
          .forEach(
              (column, value) -> {
                if (Bytes.startsWith(column, SPEED)) {
                  SpeedProgress progress = ControlJson.progress(value);
                  speed.put(progress.partition(), progress);
                }
              });
    }
    return speed;
  }

  @Override
  public Attempt begin(long atLeast, LongFunction<Attempt> attempt) {
    return change(publications -> publications.begin(atLeast, attempt)).newest();
  }

  @Override
  public boolean publish(long expected, long number) {
    return change(publications -> publications.publish(expected, number)).published() == number;
  }

  @Override
  public void report(SpeedProgress progress) {
    update(column(progress), old -> newer(old, progress));
  }

  @Override
  public boolean reportAgain(SpeedProgress progress) {
    return update(column(progress), old -> old == null ? null : newer(old, progress)) != null;
  }

  private static byte[] column(SpeedProgress progress) {
    return Bytes.add(SPEED, Bytes.toBytes(progress.partition()));
  }

  private static byte[] newer(byte @Nullable [] old, SpeedProgress progress) {
    return old != null && progress.isOlderThan(ControlJson.progress(old))
        ? old
        : ControlJson.bytes(progress);
  }

  @Override
  public void expire(long throughEpoch) {
    update(EXPIRED, old -> ControlJson.bytes(Math.max(ControlJson.expired(old), throughEpoch)));
  }

  @Override
  public void forget(long belowNumber) {
    change(publications -> publications.forget(belowNumber));
  }

  private Publications change(UnaryOperator<Publications> change) {
    return Publications.decode(
        update(PUBLICATIONS, old -> change.apply(Publications.decode(old)).encode()));
  }

  /**
   * Changes a column and returns what stands there now.
   *
   * @param change from the old bytes, null where there are none, to the new ones, null to leave it
   *     so; may run several times
   */
  private byte @Nullable [] update(byte[] column, Change change) {
    Get get = new Get(ROW).addColumn(FAMILY, column);
    for (int i = 0; i < TRIES; i++) {
      byte[] old = Calls.await(table.get(get), "reading " + name).getValue(FAMILY, column);
      byte @Nullable [] changed = change.from(old);
      if (changed == null || Arrays.equals(old, changed) || compareAndSet(column, old, changed)) {
        return changed;
      }
    }
    throw new IllegalStateException(
        "control: "
            + Bytes.toString(column)
            + " changed at each of "
            + TRIES
            + " tries to change it");
  }

  private boolean compareAndSet(byte[] column, byte @Nullable [] old, byte[] changed) {
    CheckAndMutate.Builder check = CheckAndMutate.newBuilder(ROW);
    if (old == null) {
      check.ifNotExists(FAMILY, column);
    } else {
      check.ifEquals(FAMILY, column, old);
    }
    Put put = new Put(ROW).addColumn(FAMILY, column, changed);
    return Calls.await(table.checkAndMutate(check.build(put)), "changing " + name).isSuccess();
  }

  @Override
  public void close() {}

  /** From the old bytes of a column to its new ones. */
  private interface Change {
    byte @Nullable [] from(byte @Nullable [] old);
  }
}
