package io.dumul.local.stack;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** What the local broker holds. */
final class Topics {
  static final String EVENTS = "events";

  private Topics() {}

  /** Whether the broker answers. */
  static boolean answers(String servers) throws InterruptedException, ExecutionException {
    try (Admin admin = admin(servers)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    }
  }

  /** Makes the log, where it is not there yet. Its records are kept for ever. */
  static void create(String servers, int partitions) {
    NewTopic events =
        new NewTopic(EVENTS, Optional.of(partitions), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                    TopicConfig.RETENTION_MS_CONFIG, "-1"));
    try (Admin admin = admin(servers)) {
      admin.createTopics(Set.of(events)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StackException("topic " + EVENTS + ": cannot be made: " + e.getMessage(), e);
      }
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
