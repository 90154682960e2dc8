package io.dumul.batch.log;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Recovered;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The log in Kafka. */
public final class KafkaLog implements EventLog {
  /** What is kept for longer has no bound. */
  private static final Duration YEARS = Duration.ofDays(3_650);

  private static final String SERVERS = "bootstrap.servers";

  private final Settings settings;
  private final Identity identity;

  /**
   * Where the log is.
   *
   * @param timeout how long a broker may leave a call unanswered
   */
  public record Settings(String bootstrapServers, String topic, Duration timeout)
      implements LogSource {
    @Override
    public EventLog open() {
      return new KafkaLog(this);
    }

    /** The leader of the controllers has always heard of itself just now. */
    @Override
    public Optional<Instant> time() {
      try (Admin admin = Admin.create(Map.<String, Object>of(SERVERS, bootstrapServers))) {
        QuorumInfo quorum =
            admin
                .describeMetadataQuorum()
                .quorumInfo()
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return quorum.voters().stream()
            .filter(voter -> voter.replicaId() == quorum.leaderId())
            .flatMapToLong(voter -> voter.lastCaughtUpTimestamp().stream())
            .mapToObj(Instant::ofEpochMilli)
            .findFirst();
      } catch (ExecutionException | TimeoutException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private KafkaLog(Settings settings) {
    this.settings = settings;
    this.identity = identify();
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public SortedMap<Integer, Bounds> bounds() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Collection<TopicPartition> all =
          IntStream.range(0, identity.partitions()).mapToObj(this::partition).toList();
      Map<TopicPartition, Long> earliest = consumer.beginningOffsets(all, settings.timeout());
      Map<TopicPartition, Long> end = consumer.endOffsets(all, settings.timeout());
      SortedMap<Integer, Bounds> bounds = new TreeMap<>();
      earliest.forEach(
          (partition, offset) ->
              bounds.put(
                  partition.partition(), new Bounds(offset, end.getOrDefault(partition, offset))));
      return bounds;
    }
  }

  @Override
  public Stream<LogRecord> read(Slice slice) {
    if (slice.from() >= slice.to()) {
      return Stream.empty();
    }
    KafkaConsumer<byte[], byte[]> consumer = consumer();
    TopicPartition partition = partition(slice.partition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, slice.from());
    KafkaCursor cursor = new KafkaCursor(consumer, partition, slice, settings.timeout());
    return StreamSupport.stream(cursor, false).onClose(consumer::close);
  }

  @Override
  public void append(Barrier barrier, byte[] secret) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            settings.topic(),
            barrier.partition(),
            null,
            (byte[]) null,
            (byte[]) null,
            List.of(new RecordHeader(Barrier.HEADER, barrier.sign(secret))));
    try (Producer<byte[], byte[]> producer = producer()) {
      producer.send(record).get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LogException(
          "partition "
              + barrier.partition()
              + ": the barrier of epoch "
              + barrier.epoch()
              + " was not acknowledged; close again, which does no harm",
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void append(Iterator<Mended> events) {
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer = producer()) {
      while (events.hasNext() && failed.get() == null) {
        var unused =
            producer.send(
                record(events.next()), (metadata, error) -> failed.compareAndSet(null, error));
      }
      producer.flush();
    }
    Exception error = failed.get();
    if (error != null) {
      throw new LogException(
          "some events were not acknowledged; run it again: what the log has counts once", error);
    }
  }

  private ProducerRecord<byte[], byte[]> record(Mended event) {
    return new ProducerRecord<>(
        settings.topic(),
        null,
        null,
        event.key(),
        event.value(),
        event.recovered() == null
            ? List.of()
            : List.of(new RecordHeader(Recovered.HEADER, event.recovered())));
  }

  @Override
  public List<Kept> kept() {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(clientConfig()))) {
      List<ConfigResource> topics =
          await(admin.listTopics().names()).stream()
              .filter(name -> name.equals(settings.topic()) || ofSpeed(name))
              .sorted()
              .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
              .toList();
      Map<ConfigResource, Config> configs = await(admin.describeConfigs(topics).all());
      return topics.stream().map(topic -> kept(topic.name(), configs.get(topic))).toList();
    }
  }

  private static boolean ofSpeed(String topic) {
    return topic.equals("edge-changes") || topic.startsWith("dumul-speed");
  }

  /** What is deleted by age stays until its segment is closed, and its newest record old enough. */
  private static Kept kept(String topic, @Nullable Config config) {
    String policy = text(config, TopicConfig.CLEANUP_POLICY_CONFIG);
    List<String> parts =
        policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)
            ? List.of(
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, TopicConfig.DELETE_RETENTION_MS_CONFIG)
            : List.of(TopicConfig.SEGMENT_MS_CONFIG, TopicConfig.RETENTION_MS_CONFIG);
    long most = 0;
    for (String part : parts) {
      String value = text(config, part);
      long millis = value.isEmpty() ? -1 : Long.parseLong(value);
      most = most < 0 || millis < 0 || millis > YEARS.toMillis() ? -1 : most + millis;
    }
    return new Kept(topic, policy, most < 0 ? null : Duration.ofMillis(most));
  }

  private static String text(@Nullable Config config, String name) {
    ConfigEntry entry = config == null ? null : config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  @Override
  public void close() {}

  private Identity identify() {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(clientConfig()))) {
      var topic = admin.describeTopics(List.of(settings.topic())).allTopicNames();
      var description = await(topic).get(settings.topic());
      if (description == null) {
        throw new LogException("topic: " + settings.topic() + " (expected: a topic that is there)");
      }
      return new Identity(
          await(admin.describeCluster().clusterId()),
          description.topicId().toString(),
          description.partitions().size());
    }
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LogException(
          "bootstrap-servers: "
              + settings.bootstrapServers()
              + " (expected: a broker that has the topic "
              + settings.topic()
              + "): "
              + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(settings.topic(), number);
  }

  private Map<String, Object> clientConfig() {
    return Map.of("bootstrap.servers", settings.bootstrapServers());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", settings.bootstrapServers(),
            "isolation.level", "read_committed",
            "auto.offset.reset", "none",
            "enable.auto.commit", "false",
            "max.poll.records", "5000",
            "max.partition.fetch.bytes", "4194304"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            settings.bootstrapServers(),
            "acks",
            "all",
            "enable.idempotence",
            "true",
            "delivery.timeout.ms",
            Math.toIntExact(settings.timeout().toMillis()),
            "request.timeout.ms",
            Math.toIntExact(settings.timeout().dividedBy(2).toMillis())),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static LogException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LogException("interrupted", e);
  }
}
