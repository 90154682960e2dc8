package io.dumul.speed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The log as the broker knows it.
 *
 * @param id the broker's id of this very topic: a topic of the same name made anew has another
 */
record LogTopic(Admin admin, String name, String id, int partitions) {
  static LogTopic find(Admin admin, String name) throws ExecutionException, InterruptedException {
    TopicDescription topic =
        admin.describeTopics(List.of(name)).allTopicNames().get().values().iterator().next();
    return new LogTopic(admin, name, topic.topicId().toString(), topic.partitions().size());
  }

  /**
   * Makes a topic with as many partitions, where it is not there. The broker stamps its records:
   * those of the log may be from a time when a broker's clock was ahead, and would be refused.
   */
  void createBeside(String topic, int replication) throws ExecutionException, InterruptedException {
    Optional<Short> copies = replication < 0 ? Optional.empty() : Optional.of((short) replication);
    NewTopic made =
        new NewTopic(topic, Optional.of(partitions), copies)
            .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, SpeedTopology.BROKERS_TIME));
    try {
      admin.createTopics(List.of(made)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** The offset of the first record that the partition still has. */
  long start(int partition) {
    return offset(partition, OffsetSpec.earliest());
  }

  /** Where each partition ends now. */
  Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(partition, offset(partition, OffsetSpec.latest()));
    }
    return ends;
  }

  private long offset(int partition, OffsetSpec spec) {
    TopicPartition at = new TopicPartition(name, partition);
    try {
      return admin.listOffsets(Map.of(at, spec)).partitionResult(at).get().offset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("offsets of " + at, e);
    } catch (ExecutionException e) {
      throw new KafkaException("offsets of " + at, e.getCause());
    }
  }
}
