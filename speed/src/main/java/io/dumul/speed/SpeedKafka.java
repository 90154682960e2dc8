package io.dumul.speed;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** The configurations of Kafka's clients, and why they are not the defaults. */
final class SpeedKafka {
  private static final int DAY_MILLIS = 24 * 60 * 60 * 1000;

  /** A commit sends some hundred thousand bytes at once, in the fewest requests. */
  private static final int BATCH_BYTES = 128 * 1024;

  /**
   * A process that is added first copies the state of the partitions that it is to take; Kafka
   * Streams looks so often whether it has (at least a minute), and lets so many be copied at once.
   */
  private static final int PROBING_MILLIS = 60_000;

  private static final int WARM_UPS = 8;

  /** How long a thread without records sleeps, which whoever waits for a commit waits too. */
  private static final int POLL_MILLIS = 10;

  private SpeedKafka() {}

  static Map<String, Object> admin(SpeedConfig config) {
    return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
  }

  /** A state folder for each log, so that files of a log that was deleted are never read. */
  static Path stateFolder(SpeedConfig config, String topicId) {
    return config.stateFolder().resolve(topicId);
  }

  static Properties streams(SpeedConfig config, int generation, String topicId) {
    Properties streams = new Properties();
    streams.put(StreamsConfig.APPLICATION_ID_CONFIG, Generations.application(generation));
    streams.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    streams.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    streams.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalBehind().toMillis());
    streams.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
    streams.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);
    streams.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARM_UPS);
    streams.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    streams.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder(config, topicId).toString());
    streams.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.replication());
    streams.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.class);
    streams.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        SpeedTopology.MAX_RECORD_BYTES);
    streams.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    streams.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        sessionMillis(config));
    streams.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        sessionMillis(config) / 3);
    streams.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    return streams;
  }

  private static int sessionMillis(SpeedConfig config) {
    return Math.toIntExact(config.sessionTimeout().toMillis());
  }

  /** A consumer of committed increments, which stays a member while the view store is away. */
  static KafkaConsumer<byte[], byte[]> sink(SpeedConfig config, String group) {
    Map<String, Object> consumer = new HashMap<>();
    consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false); // Streams makes it
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    consumer.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, DAY_MILLIS);
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis(config));
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis(config) / 3);
    consumer.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    return new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
