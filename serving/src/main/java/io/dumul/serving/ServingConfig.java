package io.dumul.serving;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseSettings;
import io.dumul.serving.graph.GraphMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the serving process; {@link #SETTINGS} says what each means.
 *
 * @param port 0 takes a free one
 */
record ServingConfig(
    String host,
    int port,
    String bootstrapServers,
    String eventsTopic,
    HBaseSettings hbase,
    Path definitions,
    Path apiKeysFile,
    Duration controlRefresh,
    Duration controlMaxAge,
    Duration readTimeout,
    Duration graphWait,
    GraphMode graphMode,
    Duration requestTimeout,
    Duration deliveryTimeout,
    Duration maxBlock,
    int producerBufferBytes,
    Limits limits,
    Duration alertInterval,
    Duration shutdownGrace,
    boolean accessLog) {

  /** How much a request and a client may ask for; the settings of the same names. */
  record Limits(
      int bodyBytes,
      int eventBytes,
      int batchEvents,
      int buckets,
      int answers,
      int requestsPerSecond,
      int concurrentRequests) {}

  static final Setting<String> HOST =
      Setting.text("host", "127.0.0.1", "The address to listen on.");
  static final Setting<Integer> PORT =
      Setting.integer("port", "8080", 0, 65_535, "The port to listen on; 0 takes a free one.");
  static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text("bootstrap-servers", null, "Kafka brokers as host:port, separated by commas.");
  static final Setting<String> EVENTS_TOPIC =
      Setting.text("events-topic", "events", "The topic that is the log.");
  static final Setting<Path> DEFINITIONS =
      Setting.path("definitions", null, "The folder of the definitions.");
  static final Setting<Path> API_KEYS_FILE =
      Setting.path(
          "api-keys-file", null, "The API keys, one a line: name, roles (read,write), key.");
  static final Setting<Duration> CONTROL_REFRESH =
      Setting.duration("control-refresh", "PT0.2S", "How often the control state is read.");
  static final Setting<Duration> CONTROL_MAX_AGE =
      Setting.duration(
          "control-max-age",
          "PT5S",
          "How old the control state of an answer may be; less than the grace of expiry.");
  static final Setting<Duration> READ_TIMEOUT =
      Setting.duration("read-timeout", "PT3S", "How long reading the views may take.");
  static final Setting<Duration> GRAPH_WAIT =
      Setting.duration(
          "graph-wait", "PT10S", "How long a change of edges may take until it can be read.");
  static final Setting<GraphMode> GRAPH_MODE =
      new Setting<>(
          "graph-mode",
          "table",
          "table, sync, async or read-only",
          "How mutations of edges are answered: as their table says, or all alike, or not at all.",
          text -> GraphMode.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));
  static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.duration(
          "request-timeout", "PT20S", "How long a request may take; more than delivery and block.");
  static final Setting<Duration> DELIVERY_TIMEOUT =
      Setting.duration("delivery-timeout", "PT10S", "How long Kafka may take to have an event.");
  static final Setting<Duration> MAX_BLOCK =
      Setting.duration(
          "max-block", "PT2S", "How long an event may wait for room in the producer's buffer.");
  static final Setting<Integer> PRODUCER_BUFFER_BYTES =
      Setting.integer(
          "producer-buffer-bytes",
          "33554432",
          1 << 20,
          1 << 30,
          "How many bytes of events may wait to be sent to Kafka.");
  static final Setting<Integer> MAX_BODY_BYTES =
      Setting.integer("max-body-bytes", "4194304", 1024, 1 << 28, "The largest request body.");
  static final Setting<Integer> MAX_EVENT_BYTES =
      Setting.integer(
          "max-event-bytes", "262144", 1024, 1 << 20, "The largest event, in bytes of JSON.");
  static final Setting<Integer> MAX_BATCH_EVENTS =
      Setting.integer("max-batch-events", "1000", 1, 100_000, "The most events in a request.");
  static final Setting<Integer> MAX_BUCKETS =
      Setting.integer(
          "max-buckets", "30000", 1, 1_000_000, "The most buckets that an answer reaches over.");
  static final Setting<Integer> MAX_ANSWERS =
      Setting.integer("max-answers", "500", 1, 100_000, "The most answers to one query.");
  static final Setting<Integer> REQUESTS_PER_SECOND =
      Setting.integer(
          "requests-per-second", "2000", 1, 10_000_000, "The most requests a second for a key.");
  static final Setting<Integer> CONCURRENT_REQUESTS =
      Setting.integer(
          "concurrent-requests", "256", 1, 1_000_000, "The most requests at a time for a key.");
  static final Setting<Duration> ALERT_INTERVAL =
      Setting.duration(
          "alert-interval", "PT1M", "How often alerts are judged for the metrics of this process.");
  static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.duration(
          "shutdown-grace", "PT15S", "How long requests may take to end when the process stops.");
  static final Setting<Boolean> ACCESS_LOG =
      new Setting<>(
          "access-log",
          "false",
          "true or false",
          "Whether each request is logged.",
          ServingConfig::flag);

  private static final List<Setting<?>> OWN =
      List.of(
          HOST,
          PORT,
          BOOTSTRAP_SERVERS,
          EVENTS_TOPIC,
          DEFINITIONS,
          API_KEYS_FILE,
          CONTROL_REFRESH,
          CONTROL_MAX_AGE,
          READ_TIMEOUT,
          GRAPH_WAIT,
          GRAPH_MODE,
          REQUEST_TIMEOUT,
          DELIVERY_TIMEOUT,
          MAX_BLOCK,
          PRODUCER_BUFFER_BYTES,
          MAX_BODY_BYTES,
          MAX_EVENT_BYTES,
          MAX_BATCH_EVENTS,
          MAX_BUCKETS,
          MAX_ANSWERS,
          REQUESTS_PER_SECOND,
          CONCURRENT_REQUESTS,
          ALERT_INTERVAL,
          SHUTDOWN_GRACE,
          ACCESS_LOG);

  /** All settings of the process. */
  static final List<Setting<?>> SETTINGS =
      Stream.concat(OWN.stream(), HBaseSettings.ALL.stream()).toList();

  /** Reads the settings from a file and the environment; see {@link Settings#load}. */
  static ServingConfig load(@Nullable Path file, Map<String, String> environment) {
    Settings settings = Settings.load(file, environment, SETTINGS);
    return new ServingConfig(
        settings.get(HOST),
        settings.get(PORT),
        settings.get(BOOTSTRAP_SERVERS),
        settings.get(EVENTS_TOPIC),
        HBaseSettings.from(settings),
        settings.get(DEFINITIONS),
        settings.get(API_KEYS_FILE),
        settings.get(CONTROL_REFRESH),
        settings.get(CONTROL_MAX_AGE),
        settings.get(READ_TIMEOUT),
        settings.get(GRAPH_WAIT),
        settings.get(GRAPH_MODE),
        settings.get(REQUEST_TIMEOUT),
        settings.get(DELIVERY_TIMEOUT),
        settings.get(MAX_BLOCK),
        settings.get(PRODUCER_BUFFER_BYTES),
        limits(settings),
        settings.get(ALERT_INTERVAL),
        settings.get(SHUTDOWN_GRACE),
        settings.get(ACCESS_LOG));
  }

  private static Limits limits(Settings settings) {
    return new Limits(
        settings.get(MAX_BODY_BYTES),
        settings.get(MAX_EVENT_BYTES),
        settings.get(MAX_BATCH_EVENTS),
        settings.get(MAX_BUCKETS),
        settings.get(MAX_ANSWERS),
        settings.get(REQUESTS_PER_SECOND),
        settings.get(CONCURRENT_REQUESTS));
  }

  private static boolean flag(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new IllegalArgumentException(text);
  }
}
