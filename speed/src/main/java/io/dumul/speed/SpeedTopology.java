package io.dumul.speed;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: the log is folded on its own partitions, without a repartition. One processor, two
 * stores; there is no sink, for the changelog of the increments is the increments topic. Where
 * there are tables of edges, a third store holds them, and the changes of edges go to a topic.
 */
final class SpeedTopology {
  /** A cell of many sketches is large; the topic and the producer take up to this. */
  static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  /**
   * How long every increment stays in its topic. A sink that is away for longer may miss the last
   * value of an epoch that was published and dropped meanwhile, and would be wrong after a
   * rollback.
   */
  private static final Duration UNCOMPACTED = Duration.ofDays(1);

  /** When at the latest what was erased or replaced is gone from a topic, but for its tombstone. */
  private static final Duration COMPACTED = Duration.ofDays(7);

  /**
   * Changelogs are stamped by the broker. With the times of the log, a broker whose clock was ahead
   * once would refuse them as too far in the future when its clock is right again.
   */
  static final String BROKERS_TIME = "LogAppendTime";

  private SpeedTopology() {}

  static Topology build(
      SpeedConfig config,
      Rules rules,
      Supplier<Bounds> bounds,
      SpeedMetrics metrics,
      BooleanSupplier behind) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        "log",
        (record, partitionTime) -> Math.max(0, record.timestamp()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        config.eventsTopic());
    topology.addProcessor(
        "fold",
        () -> new FoldProcessor(rules, bounds, metrics, config.commitInterval(), behind),
        "log");
    topology.addStateStore(
        new IncrementStoreBuilder(
            store(config.incrementStore(), FoldProcessor.INCREMENTS), config.heapCells(), metrics),
        "fold");
    topology.addStateStore(store(config.seenStore(), FoldProcessor.SEEN), "fold");
    if (!rules.definitions().tables().isEmpty()) {
      topology.addStateStore(store(StoreKind.ROCKSDB, FoldProcessor.EDGES), "fold");
      topology.addSink(
          "changes",
          config.changesTopic(),
          new ByteArraySerializer(),
          new ByteArraySerializer(),
          "fold");
    }
    return topology;
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(StoreKind kind, String name) {
    KeyValueBytesStoreSupplier supplier =
        kind == StoreKind.MEMORY
            ? Stores.inMemoryKeyValueStore(name)
            : Stores.persistentKeyValueStore(name);
    return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(
            Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                BROKERS_TIME,
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                Long.toString(UNCOMPACTED.toMillis()),
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                Long.toString(COMPACTED.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(MAX_RECORD_BYTES)));
  }
}
