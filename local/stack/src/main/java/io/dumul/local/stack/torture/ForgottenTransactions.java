package io.dumul.local.stack.torture;

import io.dumul.local.stack.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
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
    return Topics.ask(kafka, admin -> in(admin, topicsBegin));
  }

  private static List<TopicPartition> in(Admin admin, String topicsBegin)
      throws ExecutionException, InterruptedException {
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
    List<String> ids =
        admin.listTransactions().all().get().stream().map(one -> one.transactionalId()).toList();
    return admin.describeTransactions(ids).all().get().values().stream()
        .filter(one -> one.topicPartitions().isEmpty())
        .map(one -> one.producerId())
        .collect(Collectors.toSet());
  }
}
