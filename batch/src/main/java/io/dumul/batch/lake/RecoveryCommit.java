package io.dumul.batch.lake;

import java.util.Iterator;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Adds recovered events to the table {@code activity}, only if it is as it was when somebody looked
 * that they are not there: a plain append would let two recoveries add the same.
 */
public final class RecoveryCommit {
  private RecoveryCommit() {}

  /**
   * Commits the files that were staged under an id.
   *
   * @param snapshot what the table must be
   * @return false, and nothing changes, where it is something else
   */
  public static boolean commit(Lake lake, String stagedId, long snapshot) {
    Table activity = lake.table(LakeTable.ACTIVITY);
    AppendFiles append = activity.newAppend();
    EpochCommit.staged(activity, stagedId).forEach(append::appendFile);
    append.validateWith(new Is(snapshot));
    try {
      append.commit();
      return true;
    } catch (ValidationException e) {
      return false;
    }
  }

  private record Is(long snapshot) implements SnapshotAncestryValidator {
    @Override
    public boolean validate(Iterable<Snapshot> ancestry) {
      Iterator<Snapshot> newestFirst = ancestry.iterator();
      return newestFirst.hasNext() && newestFirst.next().snapshotId() == snapshot;
    }

    @Override
    public String errorMessage() {
      return "the table is no longer at snapshot " + snapshot;
    }
  }
}
