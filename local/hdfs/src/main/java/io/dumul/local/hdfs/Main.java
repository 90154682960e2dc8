package io.dumul.local.hdfs;

import io.dumul.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/** Runs one real node of HDFS until it is told to stop. */
public final class Main {
  private Main() {}

  /** Takes {@code --config FILE}; prints a line that starts with "ready" once clients can come. */
  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: --config FILE");
      System.exit(2);
    }
    NodeConfig config =
        NodeConfig.of(Settings.load(Path.of(args[1]), System.getenv(), NodeConfig.ALL));
    try {
      run(config);
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      System.exit(1); // threads of the node that did not start would go on
    }
  }

  private static void run(NodeConfig config) throws IOException, InterruptedException {
    switch (config.role()) {
      case NodeConfig.NAME_NODE -> nameNode(config);
      case NodeConfig.DATA_NODE -> dataNode(config);
      default ->
          throw new IllegalArgumentException(
              "role: " + config.role() + " (expected: namenode or datanode)");
    }
  }

  private static void nameNode(NodeConfig config) throws IOException {
    Configuration hdfs = config.hdfs();
    if (!Files.exists(config.names().resolve("current"))) {
      Files.createDirectories(config.names());
      DefaultMetricsSystem.setMiniClusterMode(true); // to format makes meters that starting makes
      NameNode.format(hdfs);
    }
    NameNode node = NameNode.createNameNode(new String[0], hdfs);
    Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop"));
    System.out.println("ready " + config.host() + ":" + config.nameNodePort());
    node.join();
  }

  private static void dataNode(NodeConfig config) throws IOException, InterruptedException {
    DataNode node = DataNode.createDataNode(new String[0], config.hdfs());
    Runtime.getRuntime().addShutdownHook(new Thread(node::shutdown, "stop"));
    System.out.println("ready " + config.host() + ":" + config.dataNodePort());
    while (node.isDatanodeUp()) {
      Thread.sleep(500);
    }
    System.err.println("no name node knows this data node any more; see above");
    System.exit(1);
  }
}
