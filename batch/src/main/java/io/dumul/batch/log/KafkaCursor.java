package io.dumul.batch.log;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Recovered;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Reads a slice from a consumer. It ends by the consumer's position, not by the last record's
 * offset, since the offsets at the end may hold no record (a transaction's marker, or records of an
 * aborted one).
 */
final class KafkaCursor extends Spliterators.AbstractSpliterator<LogRecord> {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Slice slice;
  private final Duration timeout;
  private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();

  KafkaCursor(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Slice slice,
      Duration timeout) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.consumer = consumer;
    this.partition = partition;
    this.slice = slice;
    this.timeout = timeout;
  }

  @Override
  public boolean tryAdvance(Consumer<? super LogRecord> action) {
    while (!fetched.hasNext()) {
      if (consumer.position(partition, timeout) >= slice.to()) {
        return false;
      }
      fetched = fetch();
    }
    ConsumerRecord<byte[], byte[]> record = fetched.next();
    if (record.offset() >= slice.to()) {
      return false;
    }
    action.accept(record(record));
    return true;
  }

  private Iterator<ConsumerRecord<byte[], byte[]>> fetch() {
    long before = consumer.position(partition, timeout);
    for (long waited = 0; waited <= timeout.toMillis(); waited += POLL.toMillis()) {
      try {
        var records = consumer.poll(POLL).records(partition);
        if (!records.isEmpty() || consumer.position(partition, timeout) > before) {
          return records.iterator();
        }
      } catch (InvalidOffsetException e) {
        throw new LogException(
            partition
                + ": offset "
                + before
                + " is gone (expected: every record up to "
                + slice.to()
                + "); retention removed it while it was read",
            e);
      }
    }
    throw new LogException(
        partition
            + ": nothing came from offset "
            + before
            + " on (expected: up to "
            + slice.to()
            + ") within "
            + timeout
            + "; see whether a transaction is left open there");
  }

  private static LogRecord record(ConsumerRecord<byte[], byte[]> record) {
    Header barrier = record.headers().lastHeader(Barrier.HEADER);
    Header recovered = record.headers().lastHeader(Recovered.HEADER);
    return new LogRecord(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        record.value(),
        barrier == null ? null : barrier.value(),
        recovered == null ? null : recovered.value());
  }
}
