package io.dumul.batch.lake;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Commits an epoch to the table {@code activity}: its rows, the mark in the snapshot's summary, the
 * new state of the log and the tag, all at once or not at all. An epoch that stands in the table's
 * history is refused there, however many try at once: a plain append would let both in.
 */
public final class EpochCommit {
  /** What Iceberg calls the id of staged files in a snapshot's summary. */
  private static final String STAGED = "wap.id";

  private EpochCommit() {}

  /**
   * Commits the files that were staged under an id.
   *
   * @return the snapshot
   * @throws ConcurrentLandException where the epoch is in the table, or another one landed since
   */
  public static long commit(Lake lake, String stagedId, EpochRecord record, Landed before) {
    Table activity = lake.table(LakeTable.ACTIVITY);
    if (!Lake.landed(activity).equals(before)) {
      throw new ConcurrentLandException(record.epoch());
    }
    try {
      Transaction transaction = activity.newTransaction();
      append(transaction, staged(activity, stagedId), record);
      var properties = transaction.updateProperties();
      Lake.landedProperties(record.after(before)).forEach(properties::set);
      properties.commit();
      long snapshot = SnapshotUtil.latestSnapshot(transaction.table(), "main").snapshotId();
      transaction.manageSnapshots().createTag(tag(record.epoch()), snapshot).commit();
      transaction.commitTransaction();
      return snapshot;
    } catch (ValidationException e) {
      throw new ConcurrentLandException(record.epoch(), e);
    }
  }

  public static String tag(long epoch) {
    return "epoch-" + epoch;
  }

  private static void append(
      Transaction transaction, Iterable<DataFile> files, EpochRecord record) {
    AppendFiles append = transaction.newAppend();
    files.forEach(append::appendFile);
    Lake.mark(append, record);
    append.validateWith(new Absent(record.epoch()));
    append.commit();
  }

  static Iterable<DataFile> staged(Table activity, String id) {
    for (Snapshot snapshot : activity.snapshots()) {
      if (id.equals(snapshot.summary().get(STAGED))) {
        return SnapshotChanges.builderFor(activity).snapshot(snapshot).build().addedDataFiles();
      }
    }
    throw new IllegalStateException("staged files: " + id + " (expected: a staged snapshot)");
  }

  private record Absent(long epoch) implements SnapshotAncestryValidator {
    @Override
    public boolean validate(Iterable<Snapshot> ancestry) {
      return !Lake.holds(ancestry, epoch);
    }

    @Override
    public String errorMessage() {
      return "epoch " + epoch + " has landed already";
    }
  }

  /** Another land was faster. Nothing was changed. */
  public static final class ConcurrentLandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConcurrentLandException(long epoch) {
      super(message(epoch));
    }

    ConcurrentLandException(long epoch, Throwable cause) {
      super(message(epoch), cause);
    }

    private static String message(long epoch) {
      return "epoch "
          + epoch
          + ": another land has landed it (expected: one land at a time). Nothing was changed;"
          + " land again to see what is left.";
    }
  }
}
