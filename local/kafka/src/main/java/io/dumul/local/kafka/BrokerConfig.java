package io.dumul.local.kafka;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * Settings of a broker of this machine.
 *
 * @param node the number of this broker
 * @param controllers ports of all brokers' controllers, in the order of their numbers from 1 on
 * @param cluster id of the cluster that the data folder is made for
 * @param data where log and metadata are kept between starts
 */
record BrokerConfig(
    int node, String host, int port, List<Integer> controllers, String cluster, Path data) {
  private static final Setting<Integer> NODE =
      Setting.integer("node", "1", 1, 9, "Number of this broker.");
  private static final Setting<String> HOST =
      Setting.text("host", "127.0.0.1", "Address that the broker listens on.");
  private static final Setting<Integer> PORT =
      Setting.integer("port", "19092", 1, 65535, "Port for clients.");
  private static final Setting<String> CONTROLLER_PORTS =
      Setting.text(
          "controller-ports",
          "19093",
          "Ports of the KRaft controllers of all brokers, by commas, from number 1 on.");
  private static final Setting<String> CLUSTER =
      Setting.text("cluster-id", "", "Id of the cluster; made by the broker where it is empty.");
  private static final Setting<Path> DATA =
      Setting.path("data", null, "Folder that keeps log and metadata between starts.");

  static final List<Setting<?>> ALL = List.of(NODE, HOST, PORT, CONTROLLER_PORTS, CLUSTER, DATA);

  static BrokerConfig of(Settings settings) {
    String cluster = settings.get(CLUSTER);
    return new BrokerConfig(
        settings.get(NODE),
        settings.get(HOST),
        settings.get(PORT),
        Stream.of(settings.get(CONTROLLER_PORTS).split(",", -1)).map(Integer::valueOf).toList(),
        cluster.isEmpty() ? Uuid.randomUuid().toString() : cluster,
        settings.get(DATA));
  }

  /**
   * What Kafka itself is told: each node is broker and controller. The session timeout is short
   * because a restart after a crash waits until the old registration has expired.
   */
  Properties kafka() {
    String controller = host + ":" + controllers.get(node - 1);
    String clients = "PLAINTEXT://" + host + ":" + port;
    Properties kafka = new Properties();
    kafka.setProperty("process.roles", "broker,controller");
    kafka.setProperty("node.id", Integer.toString(node));
    kafka.setProperty("controller.quorum.voters", voters());
    kafka.setProperty("controller.listener.names", "CONTROLLER");
    kafka.setProperty("listeners", clients + ",CONTROLLER://" + controller);
    kafka.setProperty("advertised.listeners", clients);
    kafka.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    kafka.setProperty("log.dirs", data.toAbsolutePath().toString());
    kafka.setProperty("auto.create.topics.enable", "false");
    kafka.setProperty("message.max.bytes", Integer.toString(16 << 20));
    kafka.setProperty("broker.session.timeout.ms", "3000");
    kafka.setProperty("broker.heartbeat.interval.ms", "500");
    copies(kafka);
    return kafka;
  }

  private String voters() {
    return IntStream.range(0, controllers.size())
        .mapToObj(i -> (i + 1) + "@" + host + ":" + controllers.get(i))
        .collect(Collectors.joining(","));
  }

  /** A copy on every broker, of which one may be away; a group need not wait for more members. */
  private void copies(Properties kafka) {
    String all = Integer.toString(controllers.size());
    String enough = Integer.toString(Math.max(1, controllers.size() - 1));
    kafka.setProperty("default.replication.factor", all);
    kafka.setProperty("min.insync.replicas", enough);
    kafka.setProperty("offsets.topic.replication.factor", all);
    kafka.setProperty("offsets.topic.num.partitions", "4");
    kafka.setProperty("transaction.state.log.replication.factor", all);
    kafka.setProperty("transaction.state.log.min.isr", enough);
    kafka.setProperty("transaction.state.log.num.partitions", "4");
    kafka.setProperty("share.coordinator.state.topic.replication.factor", all);
    kafka.setProperty("share.coordinator.state.topic.min.isr", enough);
    kafka.setProperty("group.initial.rebalance.delay.ms", "0");
  }
}
