package io.dumul.local.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.RetriableException;

/** A real broker in a process of its own, with nothing in it. */
final class Broker implements AutoCloseable {
  private final Engine engine;
  private final String servers;

  private Broker(Engine engine, String servers) {
    this.engine = engine;
    this.servers = servers;
  }

  static Broker start(Repository repository, Path folder) throws Exception {
    int port = freePort();
    Path config = folder.resolve("broker.properties");
    String text = "port=%d\ncontroller-ports=%d\ndata=%s\n";
    Files.writeString(config, text.formatted(port, freePort(), folder.resolve("kafka")));
    List<String> command =
        repository.java(
            "local/kafka",
            "io.dumul.local.kafka.Main",
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            jar -> false);
    command.addAll(List.of("--config", config.toString()));
    return new Broker(Engine.start(command, folder.resolve("broker.log")), "127.0.0.1:" + port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String servers() {
    return servers;
  }

  long pid() {
    return engine.pid();
  }

  void create(String topic, int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      NewTopic log =
          new NewTopic(topic, partitions, (short) 1)
              .configs(Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(log)).all().get();
      awaitLeaders(admin, topic, partitions);
    }
  }

  /**
   * A producer's first batch that comes too early is refused, and its second may not be; then the
   * first is out of order for ever.
   */
  private static void awaitLeaders(Admin admin, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    while (!answered(admin, all)) {
      Thread.sleep(50);
    }
  }

  private static boolean answered(Admin admin, Map<TopicPartition, OffsetSpec> all)
      throws ExecutionException, InterruptedException {
    try {
      admin.listOffsets(all).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw e;
    }
  }

  /** Removes what a run left, so that the next one meets the same broker. */
  void clean(String log) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      List<String> others =
          admin.listTopics().names().get().stream().filter(topic -> !topic.equals(log)).toList();
      admin.deleteTopics(others).all().get();
      while (!forget(admin)) {
        Thread.sleep(200);
      }
    }
  }

  /** Members that did not say good-bye are in their group until their session ends. */
  private static boolean forget(Admin admin) throws ExecutionException, InterruptedException {
    List<String> groups =
        admin.listGroups().all().get().stream().map(group -> group.groupId()).toList();
    try {
      admin.deleteConsumerGroups(groups).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupNotEmptyException) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
