package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.lake.SparkSessions;
import io.dumul.batch.log.LogSource;
import io.dumul.core.config.SecretFile;
import io.dumul.core.definition.Definitions;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Published;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What the commands work with. Spark and the definitions are opened when a command first asks for
 * them.
 */
final class Batch implements AutoCloseable {
  private final BatchSettings settings;
  private final LogSource log;
  private final StoreSource stores;
  private final Checkpoint checkpoint;
  private final Consumer<String> progress;
  private final Supplier<UUID> unique;
  private final Lake lake;
  private @Nullable SparkSession spark;
  private @Nullable ShippedDefinitions definitions;

  Batch(
      BatchSettings settings,
      LogSource log,
      StoreSource stores,
      Checkpoint checkpoint,
      Consumer<String> progress,
      Supplier<UUID> unique) {
    this.settings = settings;
    this.log = log;
    this.stores = stores;
    this.checkpoint = checkpoint;
    this.progress = progress;
    this.unique = unique;
    this.lake = Lake.open(settings.lake());
  }

  BatchSettings settings() {
    return settings;
  }

  LogSource log() {
    return log;
  }

  StoreSource stores() {
    return stores;
  }

  Lake lake() {
    return lake;
  }

  byte[] barrierKey() {
    return SecretFile.read(settings.barrierKeyFile());
  }

  ShippedDefinitions shipped() {
    if (definitions == null) {
      definitions = ShippedDefinitions.of(settings.definitions());
    }
    return definitions;
  }

  Definitions definitions() {
    return shipped().get();
  }

  SparkSession spark() {
    if (spark == null) {
      progress.accept("starting Spark");
      spark =
          SparkSessions.open(
              settings.lake(),
              settings.master(),
              settings.shufflePartitions(),
              settings.definitions());
    }
    return spark;
  }

  Dataset<Row> read(LakeTable table) {
    return spark().table(Lake.name(table));
  }

  /** The table as it was at a snapshot. */
  Dataset<Row> read(LakeTable table, long snapshot) {
    return spark().read().option("versionAsOf", snapshot).table(Lake.name(table));
  }

  /** Changes rows, all in one commit. */
  void update(LakeTable table, String values, String condition) {
    spark().sql("update %s set %s where %s".formatted(Lake.name(table), values, condition));
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * What is published.
   *
   * @param epoch the last epoch that is; -1 for none
   * @param metrics ids of the metrics that are
   */
  record Base(long epoch, Set<Long> metrics) {}

  Base published() {
    try (Control control = stores.control()) {
      ControlState state = control.read();
      return new Base(
          state.publishedEpoch(), state.published().map(Published::metrics).orElse(Set.of()));
    }
  }

  void passed(String point) {
    checkpoint.passed(point);
  }

  /** An id that no other run has or will have. */
  UUID unique() {
    return unique.get();
  }

  void progress(String line) {
    progress.accept(line);
  }

  @Override
  public void close() {
    lake.close();
    if (spark != null) {
      spark.stop();
    }
  }
}
