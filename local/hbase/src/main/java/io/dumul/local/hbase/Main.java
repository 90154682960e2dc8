package io.dumul.local.hbase;

import io.dumul.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.master.HMaster;
import org.apache.hadoop.hbase.regionserver.HRegionServer;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;

/**
 * Runs one real HBase (ZooKeeper, master, region server), or one of its processes, until it is told
 * to stop.
 */
public final class Main {
  private static final long WATCH_MILLIS = 200;

  private Main() {}

  /** Takes {@code --config FILE}; prints a line that starts with "ready" once clients can come. */
  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: --config FILE");
      System.exit(2);
    }
    try {
      run(ClusterConfig.of(Settings.load(Path.of(args[1]), System.getenv(), ClusterConfig.ALL)));
    } catch (Exception e) {
      e.printStackTrace();
      crash("not started; see above");
    }
  }

  private static void run(ClusterConfig config) throws Exception {
    switch (config.role()) {
      case ALL -> all(config);
      case ZOOKEEPER -> ZooKeeper.run(config);
      case MASTER -> System.exit(Servers.master(config) ? 0 : 1);
      case REGIONSERVER -> System.exit(Servers.region(config) ? 0 : 1);
    }
  }

  /** Ends at once: threads of HBase outlive its failure, and to stop them would wait for ever. */
  private static void crash(String why) {
    System.err.println(why);
    Runtime.getRuntime().halt(1);
  }

  private static void all(ClusterConfig config) throws Exception {
    Configuration hbase = config.hbase();
    MiniZooKeeperCluster zookeeper = zookeeper(config, hbase);
    LocalHBaseCluster cluster =
        new LocalHBaseCluster(hbase, 1, 0, 1, HMaster.class, HRegionServer.class);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster, zookeeper), "stop"));
    cluster.startup();
    awaitReady(cluster);
    System.out.println("ready " + config.host() + ":" + config.zookeeperPort());
    while (isAlive(cluster)) {
      Thread.sleep(WATCH_MILLIS);
    }
    crash("master or region server stopped; see above");
  }

  private static MiniZooKeeperCluster zookeeper(ClusterConfig config, Configuration hbase)
      throws IOException, InterruptedException {
    MiniZooKeeperCluster zookeeper = new MiniZooKeeperCluster(hbase);
    zookeeper.setDefaultClientPort(config.zookeeperPort());
    Path folder = Files.createDirectories(config.folder("zookeeper"));
    int port = zookeeper.startup(folder.toFile());
    if (port != config.zookeeperPort()) {
      throw new IOException("zookeeper-port: " + config.zookeeperPort() + " (expected: free)");
    }
    return zookeeper;
  }

  private static void awaitReady(LocalHBaseCluster cluster) throws InterruptedException {
    while (cluster.getActiveMaster() == null || !cluster.getActiveMaster().isInitialized()) {
      if (!isAlive(cluster)) {
        crash("master or region server stopped; see above");
      }
      Thread.sleep(WATCH_MILLIS);
    }
  }

  private static boolean isAlive(LocalHBaseCluster cluster) {
    return cluster.getMasters().stream().allMatch(Thread::isAlive)
        && cluster.getMasters().stream().noneMatch(thread -> thread.getMaster().isAborted())
        && cluster.getRegionServers().stream().allMatch(Thread::isAlive)
        && cluster.getRegionServers().stream()
            .noneMatch(thread -> thread.getRegionServer().isAborted());
  }

  private static void stop(LocalHBaseCluster cluster, MiniZooKeeperCluster zookeeper) {
    cluster.shutdown();
    cluster.join();
    try {
      zookeeper.shutdown();
    } catch (IOException e) {
      System.err.println("zookeeper: " + e);
    }
  }
}
