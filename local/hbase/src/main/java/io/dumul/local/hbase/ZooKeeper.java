package io.dumul.local.hbase;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.zookeeper.server.admin.AdminServer.AdminServerException;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;

/** One real ZooKeeper server. */
final class ZooKeeper {
  private ZooKeeper() {}

  /** Runs it until the process is told to stop. */
  static void run(ClusterConfig config) throws IOException, ConfigException, AdminServerException {
    Properties properties = new Properties();
    properties.setProperty(
        "dataDir", Files.createDirectories(config.folder("zookeeper")).toString());
    properties.setProperty("clientPort", Integer.toString(config.zookeeperPort()));
    properties.setProperty("clientPortAddress", config.host());
    properties.setProperty("tickTime", "2000");
    properties.setProperty("maxClientCnxns", "0");
    properties.setProperty("admin.enableServer", "false");
    QuorumPeerConfig parsed = new QuorumPeerConfig();
    parsed.parseProperties(properties);
    ServerConfig server = new ServerConfig();
    server.readFrom(parsed);
    new ZooKeeperServerMain().runFromConfig(server);
  }
}
