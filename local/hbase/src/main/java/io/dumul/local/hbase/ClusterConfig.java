package io.dumul.local.hbase;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;

/**
 * Settings of an HBase of this machine, or of one process of it.
 *
 * @param role what this process is
 * @param root where tables and write-ahead logs are kept, a URI; empty for a folder in {@code data}
 * @param data where tables, write-ahead logs and ZooKeeper's state are kept between starts
 */
record ClusterConfig(
    Role role,
    String host,
    int zookeeperPort,
    int masterPort,
    int regionServerPort,
    String root,
    Path data) {

  /** Everything in one process, or one of three. */
  enum Role {
    ALL,
    ZOOKEEPER,
    MASTER,
    REGIONSERVER
  }

  private static final Setting<String> ROLE =
      Setting.text("role", "all", "What this process is: all, zookeeper, master, regionserver.");
  private static final Setting<String> ROOT =
      Setting.text("root", "", "URI of the folder of tables; in the data folder where empty.");
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
      List.of(ROLE, HOST, ZOOKEEPER_PORT, MASTER_PORT, REGION_SERVER_PORT, ROOT, DATA);

  static ClusterConfig of(Settings settings) {
    return new ClusterConfig(
        Role.valueOf(settings.get(ROLE).toUpperCase(Locale.ROOT)),
        settings.get(HOST),
        settings.get(ZOOKEEPER_PORT),
        settings.get(MASTER_PORT),
        settings.get(REGION_SERVER_PORT),
        settings.get(ROOT),
        settings.get(DATA));
  }

  /**
   * How long the master may take to start. HBase waits for half a minute only, and its process then
   * goes on without one.
   */
  private static final int START_MILLIS = 170_000;

  /** How soon a server that is killed is missed by the others. */
  private static final int SESSION_MILLIS = 15_000;

  /** What HBase itself is told. */
  Configuration hbase() {
    Configuration hbase = HBaseConfiguration.create();
    hbase.set("hbase.rootdir", root.isEmpty() ? folder("hbase").toUri().toString() : root);
    hbase.setBoolean("hbase.cluster.distributed", role != Role.ALL);
    hbase.set("hbase.tmp.dir", folder("tmp").toString());
    hbase.set("hbase.zookeeper.quorum", host);
    hbase.setInt("hbase.zookeeper.property.clientPort", zookeeperPort);
    hbase.setBoolean("hbase.localcluster.assign.random.ports", false);
    hbase.setInt("zookeeper.session.timeout", SESSION_MILLIS);
    hbase.setInt("hbase.master.start.timeout.localHBaseCluster", START_MILLIS);
    hbase.setBoolean("hbase.unsafe.stream.capability.enforce", true);
    hbase.setInt("dfs.replication", 2);
    addresses(hbase);
    fast(hbase);
    return hbase;
  }

  Path folder(String name) {
    return data.toAbsolutePath().resolve(name);
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

  /**
   * A small cluster has few to wait for: it starts, and makes tables, in a fraction of the time.
   */
  private static void fast(Configuration hbase) {
    hbase.setInt("hbase.master.wait.on.regionservers.maxtostart", 1);
    hbase.setInt("hbase.master.wait.on.regionservers.interval", 100);
    hbase.setInt("hbase.regionserver.msginterval", 200);
    hbase.setInt("hbase.server.thread.wakefrequency", 1000);
    hbase.setInt("hbase.procedure.remote.dispatcher.delay.msec", 0);
    hbase.setInt("hbase.assignment.dispatch.wait.msec", 10);
  }
}
