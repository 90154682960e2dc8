package io.dumul.local.hdfs;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/**
 * Settings of one node of HDFS.
 *
 * @param role namenode or datanode
 * @param nameNodePort where the name node listens
 * @param dataNodePort where this data node listens; not used by the name node
 * @param data what the node keeps between starts
 */
record NodeConfig(String role, String host, int nameNodePort, int dataNodePort, Path data) {
  static final String NAME_NODE = "namenode";
  static final String DATA_NODE = "datanode";

  private static final Setting<String> ROLE =
      Setting.text("role", null, "What this node is: namenode or datanode.");
  private static final Setting<String> HOST =
      Setting.text("host", "127.0.0.1", "Address that the nodes listen on.");
  private static final Setting<Integer> NAME_NODE_PORT =
      Setting.integer("namenode-port", "20110", 1, 65535, "Port of the name node.");
  private static final Setting<Integer> DATA_NODE_PORT =
      Setting.integer("datanode-port", "20111", 1, 65535, "Port of this data node.");
  private static final Setting<Path> DATA =
      Setting.path("data", null, "Folder that keeps everything between starts.");

  static final List<Setting<?>> ALL = List.of(ROLE, HOST, NAME_NODE_PORT, DATA_NODE_PORT, DATA);

  static NodeConfig of(Settings settings) {
    return new NodeConfig(
        settings.get(ROLE),
        settings.get(HOST),
        settings.get(NAME_NODE_PORT),
        settings.get(DATA_NODE_PORT),
        settings.get(DATA));
  }

  Path names() {
    return data.toAbsolutePath().resolve("names");
  }

  /** What HDFS itself is told: every block twice, and web pages on any free port. */
  Configuration hdfs() {
    Configuration hdfs = new HdfsConfiguration();
    hdfs.set(FileSystem.FS_DEFAULT_NAME_KEY, "hdfs://" + host + ":" + nameNodePort);
    hdfs.setInt("dfs.replication", 2);
    hdfs.set("dfs.permissions.enabled", "false");
    hdfs.set("hadoop.tmp.dir", data.toAbsolutePath().resolve("tmp").toString());
    hdfs.set("dfs.namenode.name.dir", names().toUri().toString());
    hdfs.set("dfs.namenode.http-address", host + ":0");
    hdfs.setInt("dfs.namenode.safemode.extension", 0);
    hdfs.set("dfs.datanode.data.dir", data.toAbsolutePath().resolve("blocks").toUri().toString());
    hdfs.set("dfs.datanode.address", host + ":" + dataNodePort);
    hdfs.set("dfs.datanode.http.address", host + ":0");
    hdfs.set("dfs.datanode.ipc.address", host + ":0");
    hdfs.set("dfs.datanode.hostname", host);
    hdfs.setBoolean("dfs.namenode.datanode.registration.ip-hostname-check", false);
    return hdfs;
  }
}
