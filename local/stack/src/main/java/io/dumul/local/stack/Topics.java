package io.dumul.local.stack;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** What the local broker holds. */
public final class Topics {
  public static final String EVENTS = "events";

  /** A question to the broker. */
  public interface Question<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  private Topics() {}

  /** Whether the broker answers. */
  static boolean answers(String servers) {
    return ask(servers, admin -> !admin.describeCluster().nodes().get().isEmpty());
  }

  /** Makes the log, where it is not there yet. Its records are kept for ever. */
  public static void create(String servers, int partitions) {
    NewTopic events =
        new NewTopic(EVENTS, Optional.of(partitions), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                    TopicConfig.RETENTION_MS_CONFIG, "-1"));
    try {
      ask(servers, admin -> admin.createTopics(Set.of(events)).config(EVENTS).get());
    } catch (StackException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** The id that the log got when it was made. */
  public static String id(String servers) {
    return ask(servers, admin -> events(admin).topicId().toString());
  }

  /** The offset after the last record of every partition of the log. */
  public static Map<Integer, Long> ends(String servers) {
    return ask(servers, Topics::ends);
  }

  private static Map<Integer, Long> ends(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    events(admin)
        .partitions()
        .forEach(
            each -> latest.put(new TopicPartition(EVENTS, each.partition()), OffsetSpec.latest()));
    Map<Integer, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }

  private static TopicDescription events(Admin admin)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(Set.of(EVENTS)).allTopicNames().get().values().iterator().next();
  }

  /**
   * Asks the broker.
   *
   * @throws StackException where it does not answer
   */
  public static <T> T ask(String servers, Question<T> question) {
    try (Admin admin = admin(servers)) {
      return question.ask(admin);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new StackException("kafka: " + cause, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  private static Admin admin(String servers) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10000));
  }
}
