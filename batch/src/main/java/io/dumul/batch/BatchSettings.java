package io.dumul.batch;

import io.dumul.batch.lake.LakeSettings;
import io.dumul.batch.log.KafkaLog;
import io.dumul.core.config.SecretFile;
import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings of the batch layer.
 *
 * @param log where the log is
 * @param lake where the tables are
 * @param views where the views are
 * @param definitions the folder of the definitions
 * @param barrierKeyFile the file of the key that barriers are signed with
 * @param master Spark's master where spark-submit names none
 * @param shufflePartitions how many tasks a shuffle has at most
 * @param landSlice how many offsets one task lands at most
 * @param retentionEpochs how many published epochs increments outlive
 * @param retentionPublications how many publications can be gone back to
 * @param retentionTags how many epochs keep their tag
 * @param expireGrace how long readers may go on with what they read before increments go
 * @param snapshotAge how old a snapshot that no tag names may become
 * @param orphanAge how old a file that no snapshot names may become
 */
record BatchSettings(
    KafkaLog.Settings log,
    LakeSettings lake,
    HBaseSettings views,
    Path definitions,
    Path barrierKeyFile,
    String master,
    int shufflePartitions,
    int landSlice,
    int retentionEpochs,
    int retentionPublications,
    int retentionTags,
    Duration expireGrace,
    Duration snapshotAge,
    Duration orphanAge) {

  static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text("bootstrap-servers", "127.0.0.1:9092", "Kafka brokers, host:port");
  static final Setting<String> EVENTS_TOPIC =
      Setting.text("events-topic", "events", "The topic that is the log");
  static final Setting<Duration> LOG_TIMEOUT =
      Setting.duration("log-timeout", "PT30S", "How long Kafka may leave a call unanswered");
  static final Setting<Path> DEFINITIONS =
      Setting.path("definitions", "definitions", "The folder of the definitions");
  static final Setting<Path> BARRIER_KEY_FILE =
      Setting.path("barrier-key-file", null, "A file with the key that barriers are signed with");
  static final Setting<String> CATALOG_URI =
      Setting.text("catalog-uri", null, "JDBC URI of the Iceberg catalog's database");
  static final Setting<String> CATALOG_USER =
      Setting.text("catalog-user", "", "User of that database; empty for none");
  static final Setting<String> CATALOG_PASSWORD_FILE =
      Setting.text("catalog-password-file", "", "A file with its password; empty for none");
  static final Setting<String> WAREHOUSE =
      Setting.text("warehouse", null, "The folder of the tables' files, a path or URI");
  static final Setting<String> MASTER =
      Setting.text("master", "local[*]", "Spark's master where spark-submit names none");
  static final Setting<Integer> SHUFFLE_PARTITIONS =
      Setting.integer(
          "shuffle-partitions", "4", 1, 100_000, "How many tasks a shuffle has at most");
  static final Setting<Integer> LAND_SLICE =
      Setting.integer(
          "land-slice", "250000", 1, 100_000_000, "How many offsets one task lands at most");
  static final Setting<Integer> RETENTION_EPOCHS =
      Setting.integer(
          "retention-epochs", "3", 1, 1000, "How many published epochs increments outlive");
  static final Setting<Integer> RETENTION_PUBLICATIONS =
      Setting.integer(
          "retention-publications", "6", 1, 10, "How many publications can be gone back to");
  static final Setting<Integer> RETENTION_TAGS =
      Setting.integer("retention-tags", "50", 1, 100_000, "How many epochs keep their tag");
  static final Setting<Duration> EXPIRE_GRACE =
      Setting.duration(
          "expire-grace", "PT10S", "How long readers may use what they read before increments go");
  static final Setting<Duration> SNAPSHOT_AGE =
      Setting.duration("snapshot-age", "P1D", "How old a snapshot without a tag may become");
  static final Setting<Duration> ORPHAN_AGE =
      Setting.duration("orphan-age", "P3D", "How old a file that no snapshot names may become");

  static final Setting<String> METRICS_FILE =
      Setting.text(
          "metrics-file",
          "",
          "A file that each command writes metrics to, for Prometheus's textfile collector; empty"
              + " for none");

  private static final List<Setting<?>> OWN =
      List.of(
          BOOTSTRAP_SERVERS,
          EVENTS_TOPIC,
          LOG_TIMEOUT,
          DEFINITIONS,
          BARRIER_KEY_FILE,
          CATALOG_URI,
          CATALOG_USER,
          CATALOG_PASSWORD_FILE,
          WAREHOUSE,
          MASTER,
          SHUFFLE_PARTITIONS,
          LAND_SLICE,
          RETENTION_EPOCHS,
          RETENTION_PUBLICATIONS,
          RETENTION_TAGS,
          EXPIRE_GRACE,
          SNAPSHOT_AGE,
          ORPHAN_AGE,
          METRICS_FILE);

  static final List<Setting<?>> ALL =
      Stream.concat(OWN.stream(), HBaseSettings.ALL.stream()).toList();

  static BatchSettings of(Settings settings) {
    return new BatchSettings(
        new KafkaLog.Settings(
            settings.get(BOOTSTRAP_SERVERS), settings.get(EVENTS_TOPIC), settings.get(LOG_TIMEOUT)),
        lake(settings),
        HBaseSettings.from(settings),
        settings.get(DEFINITIONS),
        settings.get(BARRIER_KEY_FILE),
        settings.get(MASTER),
        settings.get(SHUFFLE_PARTITIONS),
        settings.get(LAND_SLICE),
        settings.get(RETENTION_EPOCHS),
        settings.get(RETENTION_PUBLICATIONS),
        settings.get(RETENTION_TAGS),
        settings.get(EXPIRE_GRACE),
        settings.get(SNAPSHOT_AGE),
        settings.get(ORPHAN_AGE));
  }

  private static LakeSettings lake(Settings settings) {
    String passwordFile = settings.get(CATALOG_PASSWORD_FILE);
    String password =
        passwordFile.isEmpty()
            ? ""
            : new String(SecretFile.read(Path.of(passwordFile)), StandardCharsets.UTF_8);
    return new LakeSettings(
        settings.get(CATALOG_URI), settings.get(CATALOG_USER), password, settings.get(WAREHOUSE));
  }
}
