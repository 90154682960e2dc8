package io.dumul.local.bench;

import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The obvious job in the DSL of Kafka Streams: judge, dedupe by a store, and for each metric a
 * repartition and an aggregate in RocksDB, exactly-once.
 */
final class StreamsPeer implements Peer {
  private static final String SEEN = "seen";

  private final Job job;
  private final Definitions definitions;
  private final Acceptor acceptor;
  private final LongAdder folded = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final KafkaStreams streams;

  StreamsPeer(Job job) {
    this.job = job;
    this.definitions = job.load();
    this.acceptor = new Acceptor(definitions);
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(SEEN), Serdes.String(), Serdes.Long()));
    KStream<byte[], Event> events =
        builder.stream(job.topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .processValues(() -> new Accept(), SEEN);
    definitions.metrics().forEach(metric -> aggregate(events, metric));
    this.streams = new KafkaStreams(builder.build(), settings());
    streams.start();
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "" + job.folder().getFileName());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, job.servers());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, job.interval().toMillis());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, job.threads());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, job.folder().toString());
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    settings.put(StreamsConfig.consumerPrefix("max.poll.records"), 2_000);
    settings.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6_000);
    settings.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 2_000);
    return settings;
  }

  private void aggregate(KStream<byte[], Event> events, Metric metric) {
    Definitions one =
        new Definitions(definitions.events().values(), List.of(metric), definitions.time());
    events
        .flatMap((key, event) -> contributions(one, event))
        .groupByKey(Grouped.with(metric.name(), placeSerde(), observationSerde()))
        .aggregate(
            () -> Folded.empty(metric.aggregate()),
            (place, observation, state) -> {
              folded.increment();
              return state.add(observation);
            },
            Materialized.<Wire.Place, Folded<?>, KeyValueStore<Bytes, byte[]>>as(metric.name())
                .withKeySerde(placeSerde())
                .withValueSerde(stateSerde(metric)));
  }

  private static List<KeyValue<Wire.Place, Observation>> contributions(
      Definitions one, Event event) {
    List<KeyValue<Wire.Place, Observation>> all = new ArrayList<>(1);
    one.contributions(event, contribution -> all.add(sent(contribution)));
    return all;
  }

  private static KeyValue<Wire.Place, Observation> sent(Contribution contribution) {
    Wire.Sent sent = Wire.Sent.of(contribution);
    return KeyValue.pair(sent.place(), sent.observation());
  }

  private static Serde<Wire.Place> placeSerde() {
    return serde(Wire::place, Wire::place);
  }

  private static Serde<Observation> observationSerde() {
    return serde(Wire::observation, Wire::observation);
  }

  private static Serde<Folded<?>> stateSerde(Metric metric) {
    return serde(Folded::encode, bytes -> Folded.decode(metric.aggregate(), bytes));
  }

  private static <T> Serde<T> serde(Function<T, byte[]> write, Function<byte[], T> read) {
    Serializer<T> serializer = (topic, value) -> value == null ? null : write.apply(value);
    Deserializer<T> deserializer = (topic, bytes) -> bytes == null ? null : read.apply(bytes);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  /** Judges a record and drops what a store has seen. */
  private final class Accept implements FixedKeyProcessor<byte[], byte[], Event> {
    private @Nullable FixedKeyProcessorContext<byte[], Event> context;
    private @Nullable KeyValueStore<String, Long> seen;

    @Override
    public void init(FixedKeyProcessorContext<byte[], Event> context) {
      this.context = context;
      this.seen = context.getStateStore(SEEN);
    }

    @Override
    @SuppressWarnings("NullAway") // init comes first
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      Verdict verdict = acceptor.judge(read(record), Instant.MIN);
      if (verdict instanceof Verdict.Accepted accepted) {
        Event event = accepted.event();
        String key = event.subject() + "\n" + event.id();
        if (seen.putIfAbsent(key, event.time().toEpochMilli()) == null) {
          context.forward(record.withValue(event));
          return;
        }
      }
      duplicates.increment();
    }

    private LogRecord read(FixedKeyRecord<byte[], byte[]> record) {
      return new LogRecord(
          0, 0, Instant.ofEpochMilli(record.timestamp()), record.key(), record.value(), null);
    }
  }

  @Override
  public long done() {
    return folded.sum() / definitions.metrics().size() + duplicates.sum();
  }

  @Override
  public void finish(Totals totals) {
    for (Metric metric : definitions.metrics()) {
      var type = QueryableStoreTypes.<Wire.Place, Folded<?>>keyValueStore();
      try (KeyValueIterator<Wire.Place, Folded<?>> all =
          streams.store(StoreQueryParameters.fromNameAndType(metric.name(), type)).all()) {
        all.forEachRemaining(
            entry -> entry.value.total(metric, entry.key.entity(), entry.key.bucket(), totals));
      }
    }
    close();
  }

  @Override
  public void close() {
    streams.close(Duration.ofSeconds(20));
  }
}
