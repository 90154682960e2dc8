package io.dumul.batch;

import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/**
 * The steps one after the other in one process, each the same as the command of its name, for
 * programs that measure them beside other work in Spark.
 */
public final class Session implements AutoCloseable {
  private final Batch batch;

  private Session(Batch batch) {
    this.batch = batch;
  }

  /** Opens it with the settings of a file. */
  public static Session open(Path config) {
    BatchSettings settings = BatchSettings.of(Settings.load(config, Map.of(), BatchSettings.ALL));
    return new Session(
        new Batch(
            settings,
            settings.log(),
            new HBaseSource(settings.views()),
            point -> {},
            line -> {},
            UUID::randomUUID));
  }

  public SparkSession spark() {
    return batch.spark();
  }

  /** Creates the tables that are not there. */
  public void create() {
    batch.lake().create();
  }

  public void close(Instant closing) {
    var unused = Close.run(batch, Optional.of(closing), closing);
  }

  /** Lands every closed epoch; returns how many records they have. */
  public long land() {
    return Land.run(batch, OptionalLong.empty(), false).landed().stream()
        .mapToLong(epoch -> epoch.accepted() + epoch.duplicates() + epoch.rejected())
        .sum();
  }

  /** Folds anew every day that is not up to date; returns how many those were. */
  public long recompute() {
    Recompute recompute = Recompute.of(batch);
    return recompute.run(recompute.stale()).days().size();
  }

  /** Folds anew every day of a range, its last day included. */
  public void recompute(LocalDate from, LocalDate to) {
    Recompute recompute = Recompute.of(batch);
    var unused = recompute.run(recompute.range(from, to));
  }

  /**
   * Publishes; returns how many cells were written.
   *
   * @param full writes every cell
   */
  public long publish(boolean full) {
    return Publish.run(batch, full).cells();
  }

  /** Compares both layers; whether nothing differs in any landed epoch that is not published. */
  public boolean audit() {
    return Audit.run(batch, OptionalLong.empty()).stream().noneMatch(Audit.Result::failed);
  }

  /** Removes increments that are published and no longer needed; returns how many. */
  public long expire() {
    return Expire.run(batch).removed();
  }

  @Override
  public void close() {
    batch.close();
  }
}
