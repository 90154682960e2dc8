package io.dumul.local.hbase;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;

/**
 * Settings of the local HBase.
 *
 * @param data where tables, write-ahead logs and ZooKeeper's state are kept between starts
 */
record ClusterConfig(
    String host, int zookeeperPort, int masterPort, int regionServerPort, Path data) {
  private static final Setting<String> HOST =
      Setting.text("host", "127.0.0.1", "Address that master and region server listen on.");
  private static final Setting<Integer> ZOOKEEPER_PORT =
      Setting.integer("zookeeper-port", "12181", 1, 65535, "Port of ZooKeeper.");
  private static final Setting<Integer> MASTER_PORT =
      Setting.integer("master-port", "16100", 1, 65535, "Port of the master.");
  private static final Setting<Integer> REGION_SERVER_PORT =
      Setting.integer("regionserver-port", "16120", 1, 65535, "Port of the region server.");
  private static final Setting<Path> DATA =
      Setting.path("data", null, "Folder that keeps everything between starts.");

  static final List<Setting<?>> ALL =
      List.of(HOST, ZOOKEEPER_PORT, MASTER_PORT, REGION_SERVER_PORT, DATA);

  static ClusterConfig of(Settings settings) {
    return new ClusterConfig(
        settings.get(HOST),
        settings.get(ZOOKEEPER_PORT),
        settings.get(MASTER_PORT),
        settings.get(REGION_SERVER_PORT),
        settings.get(DATA));
  }

  /**
   * How long the master may take to start. HBase waits for half a minute only, and its process then
   * goes on without one.
   */
  private static final int START_MILLIS = 170_000;

  /** What HBase itself is told. */
  Configuration hbase() {
    Configuration hbase = HBaseConfiguration.create();
    hbase.set("hbase.rootdir", data.toAbsolutePath().resolve("hbase").toUri().toString());
    hbase.set("hbase.tmp.dir", data.toAbsolutePath().resolve("tmp").toString());
    hbase.set("hbase.zookeeper.quorum", host);
    hbase.setInt("hbase.zookeeper.property.clientPort", zookeeperPort);
    hbase.setBoolean("hbase.localcluster.assign.random.ports", false);
    hbase.setInt("hbase.master.start.timeout.localHBaseCluster", START_MILLIS);
    hbase.setBoolean("hbase.unsafe.stream.capability.enforce", true);
    addresses(hbase);
    fast(hbase);
    return hbase;
  }

  private void addresses(Configuration hbase) {
    for (String server : List.of("master", "regionserver")) {
      hbase.set("hbase." + server + ".hostname", host);
      hbase.set("hbase." + server + ".ipc.address", host);
      hbase.setInt("hbase." + server + ".info.port", -1);
    }
    hbase.setInt("hbase.master.port", masterPort);
    hbase.setInt("hbase.regionserver.port", regionServerPort);
  }

  /** One server has nobody to wait for: it starts, and makes tables, in a fraction of the time. */
  private static void fast(Configuration hbase) {
    hbase.setInt("hbase.master.wait.on.regionservers.maxtostart", 1);
    hbase.setInt("hbase.master.wait.on.regionservers.interval", 100);
    hbase.setInt("hbase.regionserver.msginterval", 200);
    hbase.setInt("hbase.server.thread.wakefrequency", 1000);
    hbase.setInt("hbase.procedure.remote.dispatcher.delay.msec", 0);
    hbase.setInt("hbase.assignment.dispatch.wait.msec", 10);
  }
}
