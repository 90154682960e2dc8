package io.dumul.batch.log;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.LogRecord;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log. Readers see committed records only. */
public interface EventLog extends AutoCloseable {

  /**
   * What tells one log from another, as a topic that was made anew under the same name.
   *
   * @param partitions how many partitions it has
   */
  record Identity(String clusterId, String topicId, int partitions) {}

  /**
   * Which offsets of a partition can be read now.
   *
   * @param earliest the first offset that retention has left
   * @param end the offset after the last committed record
   */
  record Bounds(long earliest, long end) {}

  Identity identity();

  /** By partition. */
  SortedMap<Integer, Bounds> bounds();

  /**
   * The records of a slice in the order of offsets, which may have holes. Close the stream.
   *
   * @throws LogException while it is read, where an offset is gone or the log does not answer
   */
  Stream<LogRecord> read(Slice slice);

  /** Appends a barrier to its partition; returns when every replica in sync has it. */
  void append(Barrier barrier, byte[] secret);

  /**
   * An event that goes into the log.
   *
   * @param key its subject
   * @param recovered the mark of what it stands for; null where it is new
   */
  record Mended(byte[] key, byte[] value, byte @Nullable [] recovered) {}

  /**
   * Appends events, each to the partition of its key; returns when every replica in sync has all.
   */
  void append(Iterator<Mended> events);

  /**
   * How long a topic that has what the log says may keep it.
   *
   * @param most null where that has no bound
   */
  record Kept(String topic, String policy, @Nullable Duration most) {}

  /** The log itself, and the topics that the speed layer makes of it. */
  List<Kept> kept();

  @Override
  void close();
}
