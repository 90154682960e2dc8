package io.dumul.local.stack.torture;

import io.dumul.core.config.SecretFile;
import io.dumul.core.epoch.Barrier;
import io.dumul.local.stack.StackException;
import io.dumul.local.stack.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Appends what zombies, forgers and clients that try again append. */
final class LogFaults implements AutoCloseable {
  private static final int PARTITIONS = 4;

  private final byte[] secret;
  private final String topicId;
  private final String hash;
  private final LongSupplier closed;
  private final Load load;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param hash of the definitions
   * @param closed the last epoch that is surely closed
   */
  LogFaults(Arena arena, String hash, LongSupplier closed, Load load) {
    this.secret = SecretFile.read(arena.stack().folder().barrierKey());
    this.topicId = Topics.id(arena.stack().kafka());
    this.hash = hash;
    this.closed = closed;
    this.load = load;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", arena.stack().kafka(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void inject(Planned planned) {
    Random dice = planned.dice();
    int partition = dice.nextInt(PARTITIONS);
    long last = closed.getAsLong();
    Instant now = Instant.now();
    switch (planned.fault()) {
      case BARRIER_REPEATED -> append(partition, barrier(partition, Math.max(0, last), now), null);
      case BARRIER_REORDERED -> {
        for (long epoch = Math.max(0, last); epoch >= Math.max(0, last - 4); epoch--) {
          append(partition, barrier(partition, epoch, now.minusSeconds(dice.nextInt(90))), null);
        }
      }
      case BARRIER_FORGED -> append(partition, forged(partition, last + 1, dice), null);
      case BARRIER_FOREIGN -> append(partition, foreign(partition, last + 1, dice), null);
      case BARRIER_WITH_PAYLOAD ->
          append(
              partition, barrier(partition, last + 1, now), "{}".getBytes(StandardCharsets.UTF_8));
      case EVENTS_REPLAYED -> load.replay();
      default -> throw new IllegalArgumentException(planned.toString());
    }
  }

  /**
   * One that is signed as it should be. Only an epoch that is closed may be given without payload.
   */
  private byte[] barrier(int partition, long epoch, Instant closing) {
    return new Barrier(topicId, partition, epoch, closing, hash).sign(secret);
  }

  private byte[] forged(int partition, long epoch, Random dice) {
    byte[] wrong = new byte[32];
    dice.nextBytes(wrong);
    return new Barrier(topicId, partition, epoch, Instant.now(), hash).sign(wrong);
  }

  /** Of another log, or of another partition, or of an epoch far ahead. */
  private byte[] foreign(int partition, long epoch, Random dice) {
    Instant now = Instant.now();
    return switch (dice.nextInt(3)) {
      case 0 -> new Barrier("another", partition, epoch, now, hash).sign(secret);
      case 1 -> barrier((partition + 1) % PARTITIONS, epoch, now);
      default -> barrier(partition, epoch + 1_000, now);
    };
  }

  private void append(int partition, byte[] header, byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.EVENTS, partition, null, value);
    record.headers().add(Barrier.HEADER, header);
    try {
      producer.send(record).get(150, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StackException("not appended: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
