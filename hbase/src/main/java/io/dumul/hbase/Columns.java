package io.dumul.hbase;

import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Slot;
import java.nio.ByteBuffer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The cells of a row. Family {@link #BATCH}: qualifier = metric (8), bucket (8, its sign bit turned
 * so that buckets stand in order), timestamp = publication, value = the aggregate's bytes or none.
 * Family {@link #SPEED}: qualifier = epoch (8), day (4), partition (4), timestamp = version of the
 * increment, value = its bytes. All big endian.
 */
public final class Columns {
  static final byte[] BATCH = Bytes.toBytes("b");
  static final byte[] SPEED = Bytes.toBytes("s");

  private Columns() {}

  /** The qualifier of a cell of the batch view; the bucket in epoch seconds. */
  public static byte[] batch(long metric, long bucket) {
    return ByteBuffer.allocate(16).putLong(metric).putLong(bucket ^ Long.MIN_VALUE).array();
  }

  static byte[] speed(IncrementKey key, int partition) {
    return ByteBuffer.allocate(16).putLong(key.epoch()).putInt(key.day()).putInt(partition).array();
  }

  /** The first qualifier of an epoch. */
  static byte[] epoch(long epoch) {
    return Bytes.toBytes(epoch);
  }

  static boolean isBatch(Cell cell) {
    return cell.getFamilyArray()[cell.getFamilyOffset()] == BATCH[0];
  }

  static Slot slot(Cell cell) {
    byte[] array = cell.getQualifierArray();
    int at = cell.getQualifierOffset();
    return new Slot(Bytes.toLong(array, at), Bytes.toLong(array, at + 8) ^ Long.MIN_VALUE);
  }

  static int day(Cell cell) {
    return Bytes.toInt(cell.getQualifierArray(), cell.getQualifierOffset() + 8);
  }

  static Increment increment(Entity entity, Cell cell) {
    long epoch = Bytes.toLong(cell.getQualifierArray(), cell.getQualifierOffset());
    int partition = Bytes.toInt(cell.getQualifierArray(), cell.getQualifierOffset() + 12);
    return new Increment(
        new IncrementKey(epoch, entity, day(cell)),
        partition,
        cell.getTimestamp(),
        CellUtil.cloneValue(cell));
  }
}
