package io.dumul.local.stack.torture;

import io.dumul.local.stack.StackException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that are open in a partition though their coordinator has ended them there, as it
 * says: whoever reads there waits for ever. A coordinator of Kafka leaves them behind when it is
 * cut off and killed while it ends one.
 */
final class ForgottenTransactions {
  private ForgottenTransactions() {}

  /** The partitions of some topics in which there is one. */
  static List<TopicPartition> in(String kafka, String topicsBegin) {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
      Set<Long> ended = endedProducers(admin);
      List<TopicPartition> found = new ArrayList<>();
      admin
          .describeProducers(partitions(admin, topicsBegin))
          .all()
          .get()
          .forEach(
              (partition, state) -> {
                if (state.activeProducers().stream().anyMatch(one -> isOpen(one, ended))) {
                  found.add(partition);
                }
              });
      return found;
    } catch (ExecutionException | KafkaException e) {
      throw new StackException("kafka: transactions cannot be looked at", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  private static boolean isOpen(ProducerState producer, Set<Long> ended) {
    return producer.currentTransactionStartOffset().isPresent()
        && ended.contains(producer.producerId());
  }

  private static List<TopicPartition> partitions(Admin admin, String topicsBegin)
      throws ExecutionException, InterruptedException {
    List<String> names =
        admin.listTopics().names().get().stream()
            .filter(name -> name.startsWith(topicsBegin))
            .toList();
    return admin.describeTopics(names).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(each -> new TopicPartition(topic.name(), each.partition())))
        .toList();
  }

  /** Those of which no partition is in a transaction now. */
  private static Set<Long> endedProducers(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<Long> ended = new HashSet<>();
    List<String> ids =
        admin.listTransactions().all().get().stream().map(one -> one.transactionalId()).toList();
    admin
        .describeTransactions(ids)
        .all()
        .get()
        .values()
        .forEach(
            one -> {
              if (one.topicPartitions().isEmpty()) {
                ended.add(one.producerId());
              }
            });
    return ended;
  }
}
