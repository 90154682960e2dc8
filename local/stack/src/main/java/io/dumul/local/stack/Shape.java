package io.dumul.local.stack;

import io.dumul.core.config.Setting;
import java.util.ArrayList;
import java.util.List;

/** How many processes a stack of this machine is made of. */
enum Shape {
  /** One process of each kind. */
  MACHINE,

  /** More than one of whatever may be more than one, as a company runs them. */
  CLUSTER;

  static final int BROKERS = 3;
  static final int OTHERS = 2;

  private static final int CLUSTER_BASE = 20100;

  /** The ports that its processes listen on, as settings, in a fixed order. */
  List<Setting<Integer>> ports() {
    return this == MACHINE ? machine() : cluster();
  }

  private static List<Setting<Integer>> machine() {
    return List.of(
        port("kafka-port", 19092, "Port of the Kafka broker."),
        port("kafka-controller-port", 19093, "Port of Kafka's controller."),
        port("hbase-zookeeper-port", 12181, "Port of HBase's ZooKeeper."),
        port("hbase-master-port", 16100, "Port of the HBase master."),
        port("hbase-regionserver-port", 16120, "Port of the HBase region server."),
        port("speed-port", 18082, "Port of the speed layer's metrics and health."),
        port("serving-port", 18080, "Port of the HTTP API."),
        port("airflow-port", 18081, "Port of the Airflow UI."));
  }

  private static List<Setting<Integer>> cluster() {
    List<Setting<Integer>> ports = new ArrayList<>();
    for (int i = 1; i <= BROKERS; i++) {
      add(ports, "kafka-" + i + "-port", "Port of a Kafka broker.");
      add(ports, "kafka-" + i + "-controller-port", "Port of its controller.");
    }
    add(ports, "hbase-zookeeper-port", "Port of HBase's ZooKeeper.");
    add(ports, "hbase-namenode-port", "Port of the name node of HDFS.");
    add(ports, "hbase-master-port", "Port of the HBase master.");
    add(ports, "spark-master-port", "Port of the Spark master.");
    add(ports, "airflow-port", "Port of the Airflow UI.");
    for (int i = 1; i <= OTHERS; i++) {
      add(ports, "hbase-datanode-" + i + "-port", "Port of a data node of HDFS.");
      add(ports, "hbase-regionserver-" + i + "-port", "Port of an HBase region server.");
      add(ports, "spark-worker-" + i + "-port", "Port of a Spark worker.");
      add(ports, "speed-" + i + "-port", "Port of a speed process's metrics and health.");
      add(ports, "serving-" + i + "-port", "Port of an HTTP API.");
    }
    return List.copyOf(ports);
  }

  private static void add(List<Setting<Integer>> ports, String key, String doc) {
    ports.add(port(key, CLUSTER_BASE + ports.size(), doc));
  }

  private static Setting<Integer> port(String key, int fallback, String doc) {
    return Setting.integer(key, Integer.toString(fallback), 1, 65535, doc);
  }
}
