package io.dumul.speed;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The settings of the speed layer's process. */
record SpeedConfig(
    String bootstrapServers,
    String eventsTopic,
    String changesTopic,
    Path definitions,
    Path barrierKeyFile,
    String host,
    int port,
    Path stateFolder,
    Duration commitInterval,
    Duration commitIntervalBehind,
    Duration sessionTimeout,
    int threads,
    int sinkThreads,
    int replication,
    StoreKind incrementStore,
    StoreKind seenStore,
    int heapCells) {
  private static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text("bootstrap-servers", "127.0.0.1:9092", "Kafka's host:port, several by comma.");
  private static final Setting<String> EVENTS_TOPIC =
      Setting.text("events-topic", "events", "The topic that is the log.");
  private static final Setting<String> CHANGES_TOPIC =
      Setting.text("changes-topic", "edge-changes", "The topic of what happened to edges.");
  private static final Setting<Path> DEFINITIONS =
      Setting.path("definitions", "definitions", "The folder of event types and metrics.");
  private static final Setting<Path> BARRIER_KEY_FILE =
      Setting.path(
          "barrier-key-file", null, "The file with the key that barriers are signed with.");
  private static final Setting<String> HOST =
      Setting.text("host", "127.0.0.1", "The address on which metrics and health are served.");
  private static final Setting<Integer> PORT =
      Setting.integer("port", "8082", 0, 65535, "The port of metrics and health, 0 for any.");
  private static final Setting<Path> STATE_FOLDER =
      Setting.path("state-folder", ".dumul/data/speed", "Where Kafka Streams keeps its files.");
  private static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "commit-interval",
          "PT0.2S",
          "How often what changed is sent on: shorter is fresher, longer costs less.");
  private static final Setting<Duration> COMMIT_INTERVAL_BEHIND =
      Setting.duration(
          "commit-interval-behind",
          "PT2S",
          "The same while the process is behind the log by more than it reads in a second.");
  private static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "session-timeout",
          "PT6S",
          "How soon Kafka misses a killed process; a new one waits that long for its partitions.");
  private static final Setting<Integer> THREADS =
      Setting.integer("threads", "1", 1, 256, "How many threads fold.");
  private static final Setting<Integer> SINK_THREADS =
      Setting.integer("sink-threads", "1", 1, 64, "How many threads write to HBase.");
  private static final Setting<Integer> REPLICATION =
      Setting.integer(
          "replication",
          "-1",
          -1,
          32767,
          "Copies of the internal topics, -1 for the broker's own.");
  private static final Setting<StoreKind> INCREMENT_STORE =
      store("increment-store", "rocksdb", "Where the increments of unpublished epochs are kept");
  private static final Setting<StoreKind> SEEN_STORE =
      store("seen-store", "rocksdb", "Where the ids of events within the horizon are kept");
  private static final Setting<Integer> HEAP_CELLS =
      Setting.integer(
          "heap-cells",
          "20000",
          1,
          Integer.MAX_VALUE,
          "How many increments of a partition stay objects on the heap from commit to commit.");

  /** Every setting. */
  static final List<Setting<?>> ALL =
      List.of(
          BOOTSTRAP_SERVERS,
          EVENTS_TOPIC,
          CHANGES_TOPIC,
          DEFINITIONS,
          BARRIER_KEY_FILE,
          HOST,
          PORT,
          STATE_FOLDER,
          COMMIT_INTERVAL,
          COMMIT_INTERVAL_BEHIND,
          SESSION_TIMEOUT,
          THREADS,
          SINK_THREADS,
          REPLICATION,
          INCREMENT_STORE,
          SEEN_STORE,
          HEAP_CELLS);

  static SpeedConfig of(Settings settings) {
    return new SpeedConfig(
        settings.get(BOOTSTRAP_SERVERS),
        settings.get(EVENTS_TOPIC),
        settings.get(CHANGES_TOPIC),
        settings.get(DEFINITIONS),
        settings.get(BARRIER_KEY_FILE),
        settings.get(HOST),
        settings.get(PORT),
        settings.get(STATE_FOLDER),
        settings.get(COMMIT_INTERVAL),
        settings.get(COMMIT_INTERVAL_BEHIND),
        settings.get(SESSION_TIMEOUT),
        settings.get(THREADS),
        settings.get(SINK_THREADS),
        settings.get(REPLICATION),
        settings.get(INCREMENT_STORE),
        settings.get(SEEN_STORE),
        settings.get(HEAP_CELLS));
  }

  private static Setting<StoreKind> store(String key, String fallback, String doc) {
    return new Setting<>(
        key,
        fallback,
        "memory or rocksdb",
        doc + ": memory (fastest) or rocksdb (bounded by the disk only).",
        text -> StoreKind.valueOf(text.toUpperCase(Locale.ROOT)));
  }
}
