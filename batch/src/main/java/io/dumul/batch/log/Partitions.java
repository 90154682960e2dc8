package io.dumul.batch.log;

import org.apache.kafka.common.utils.Utils;

/** To which partition of the log producers send a key. */
public final class Partitions {
  private Partitions() {}

  /** As Kafka's own producers do it. */
  public static int of(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
