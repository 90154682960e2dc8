package io.dumul.speed;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A real broker in this JVM, with nothing in it. */
final class Broker implements AutoCloseable {
  private final KafkaRaftServer server;
  final String servers;
  final Admin admin;

  Broker() throws IOException {
    Path folder = Files.createTempDirectory("dumul-broker");
    int port = freePort();
    Properties properties = properties(folder.resolve("data"), port, freePort());
    Path file = folder.resolve("server.properties");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    StorageTool.execute(
        new String[] {
          "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
        },
        System.out);
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    servers = "127.0.0.1:" + port;
    admin = Admin.create(Map.of("bootstrap.servers", servers));
  }

  void create(String topic, int partitions) throws ExecutionException, InterruptedException {
    NewTopic events =
        new NewTopic(topic, partitions, (short) 1)
            .configs(Map.of("message.timestamp.type", "LogAppendTime"));
    admin.createTopics(java.util.List.of(events)).all().get();
  }

  private static Properties properties(Path data, int port, int controllerPort) {
    String controller = "127.0.0.1:" + controllerPort;
    String clients = "PLAINTEXT://127.0.0.1:" + port;
    Properties kafka = new Properties();
    kafka.setProperty("process.roles", "broker,controller");
    kafka.setProperty("node.id", "1");
    kafka.setProperty("controller.quorum.voters", "1@" + controller);
    kafka.setProperty("controller.listener.names", "CONTROLLER");
    kafka.setProperty("listeners", clients + ",CONTROLLER://" + controller);
    kafka.setProperty("advertised.listeners", clients);
    kafka.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    kafka.setProperty("log.dirs", data.toString());
    kafka.setProperty("message.max.bytes", Integer.toString(SpeedTopology.MAX_RECORD_BYTES));
    kafka.setProperty("default.replication.factor", "1");
    kafka.setProperty("offsets.topic.replication.factor", "1");
    kafka.setProperty("offsets.topic.num.partitions", "2");
    kafka.setProperty("transaction.state.log.replication.factor", "1");
    kafka.setProperty("transaction.state.log.min.isr", "1");
    kafka.setProperty("transaction.state.log.num.partitions", "2");
    kafka.setProperty("group.initial.rebalance.delay.ms", "0");
    kafka.setProperty("group.min.session.timeout.ms", "1000");
    return kafka;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    admin.close();
    server.shutdown();
    server.awaitShutdown();
  }
}
