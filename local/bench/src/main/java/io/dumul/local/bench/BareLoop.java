package io.dumul.local.bench;

import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The limit: one loop over the log, the same rules and folds, all in hash maps, nothing durable.
 */
final class BareLoop implements Peer {
  private final Job job;
  private final Acceptor acceptor;
  private final Definitions definitions;
  private final Set<Identity> seen = new HashSet<>();
  private final Map<Place, Folded<?>> values = new HashMap<>();
  private final Thread thread = new Thread(this::run, "bare-loop");
  private volatile boolean stopped;
  private volatile long done;

  /** What makes two events one. */
  private record Identity(String subject, String id) {}

  /** Where a value belongs. */
  private record Place(Metric metric, Entity entity, long bucket) {
    /** The names of a metric are its own; its other parts say nothing more. */
    @Override
    public int hashCode() {
      return (entity.hashCode() * 31 + Long.hashCode(metric.id())) * 31 + Long.hashCode(bucket);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Place place
          && metric.id() == place.metric.id()
          && bucket == place.bucket
          && entity.equals(place.entity);
    }
  }

  BareLoop(Job job) {
    this.job = job;
    this.definitions = job.load();
    this.acceptor = new Acceptor(definitions);
    thread.start();
  }

  private void run() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", job.servers(), "max.poll.records", 2_000);
    try (KafkaConsumer<byte[], byte[]> log =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          IntStream.range(0, job.partitions())
              .mapToObj(partition -> new TopicPartition(job.topic(), partition))
              .toList();
      log.assign(all);
      log.seekToBeginning(all);
      long total = 0;
      while (!stopped) {

        for (ConsumerRecord<byte[], byte[]> record : log.poll(Duration.ofMillis(100))) {
          fold(record);
          total++;
        }
        done = total;
      }
    }
  }

  private void fold(ConsumerRecord<byte[], byte[]> record) {
    Verdict verdict = acceptor.judge(Records.of(record), Instant.MIN);
    if (verdict instanceof Verdict.Accepted accepted && first(accepted.event())) {
      definitions.contributions(accepted.event(), this::add);
    }
  }

  private boolean first(Event event) {
    return seen.add(new Identity(event.subject(), event.id()));
  }

  private void add(Contribution contribution) {
    Place place = new Place(contribution.metric(), contribution.entity(), contribution.bucket());
    values
        .computeIfAbsent(place, p -> Folded.empty(p.metric().aggregate()))
        .add(contribution.observation());
  }

  @Override
  public long done() {
    return done;
  }

  @Override
  public void finish(Totals totals) throws InterruptedException {
    stopped = true;
    thread.join();
    values.forEach(
        (place, value) -> value.total(place.metric(), place.entity(), place.bucket(), totals));
  }

  @Override
  public void close() {
    stopped = true;
  }

  /** Records of Kafka's as the core reads them. */
  static final class Records {
    private Records() {}

    static LogRecord of(ConsumerRecord<byte[], byte[]> record) {
      return new LogRecord(
          record.partition(),
          record.offset(),
          Instant.ofEpochMilli(record.timestamp()),
          record.key(),
          record.value(),
          null);
    }
  }
}
