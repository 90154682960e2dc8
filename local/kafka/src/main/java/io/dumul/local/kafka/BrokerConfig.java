package io.dumul.local.kafka;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Settings of the local broker.
 *
 * @param data where log and metadata are kept between starts
 */
record BrokerConfig(String host, int port, int controllerPort, Path data) {
  private static final Setting<String> HOST =
      Setting.text("host", "127.0.0.1", "Address that the broker listens on.");
  private static final Setting<Integer> PORT =
      Setting.integer("port", "19092", 1, 65535, "Port for clients.");
  private static final Setting<Integer> CONTROLLER_PORT =
      Setting.integer("controller-port", "19093", 1, 65535, "Port of the KRaft controller.");
  private static final Setting<Path> DATA =
      Setting.path("data", null, "Folder that keeps log and metadata between starts.");

  static final List<Setting<?>> ALL = List.of(HOST, PORT, CONTROLLER_PORT, DATA);

  static BrokerConfig of(Settings settings) {
    return new BrokerConfig(
        settings.get(HOST), settings.get(PORT), settings.get(CONTROLLER_PORT), settings.get(DATA));
  }

  /**
   * What Kafka itself is told: one node that is broker and controller. The session timeout is short
   * because a restart after a crash waits until the old registration has expired.
   */
  Properties kafka() {
    String controller = host + ":" + controllerPort;
    String clients = "PLAINTEXT://" + host + ":" + port;
    Properties kafka = new Properties();
    kafka.setProperty("process.roles", "broker,controller");
    kafka.setProperty("node.id", "1");
    kafka.setProperty("controller.quorum.voters", "1@" + controller);
    kafka.setProperty("controller.listener.names", "CONTROLLER");
    kafka.setProperty("listeners", clients + ",CONTROLLER://" + controller);
    kafka.setProperty("advertised.listeners", clients);
    kafka.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    kafka.setProperty("log.dirs", data.toAbsolutePath().toString());
    kafka.setProperty("auto.create.topics.enable", "false");
    kafka.setProperty("message.max.bytes", Integer.toString(16 << 20));
    kafka.setProperty("broker.session.timeout.ms", "3000");
    kafka.setProperty("broker.heartbeat.interval.ms", "500");
    alone(kafka);
    return kafka;
  }

  /** One broker keeps one copy of everything, and a group need not wait for more members. */
  private static void alone(Properties kafka) {
    kafka.setProperty("default.replication.factor", "1");
    kafka.setProperty("offsets.topic.replication.factor", "1");
    kafka.setProperty("offsets.topic.num.partitions", "4");
    kafka.setProperty("transaction.state.log.replication.factor", "1");
    kafka.setProperty("transaction.state.log.min.isr", "1");
    kafka.setProperty("transaction.state.log.num.partitions", "4");
    kafka.setProperty("share.coordinator.state.topic.replication.factor", "1");
    kafka.setProperty("share.coordinator.state.topic.min.isr", "1");
    kafka.setProperty("group.initial.rebalance.delay.ms", "0");
  }
}
