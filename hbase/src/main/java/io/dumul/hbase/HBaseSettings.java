package io.dumul.hbase;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;

/**
 * Where HBase is and how long to wait for it.
 *
 * @param quorum ZooKeeper as {@code host:port}, several joined by commas
 * @param znodeParent the cluster's root in ZooKeeper
 * @param regions into how many regions a new views table is split
 * @param timeout how long a call may take with all its retries
 * @param rpcTimeout how long one try of a call may take
 */
public record HBaseSettings(
    String quorum,
    String znodeParent,
    String viewsTable,
    String controlTable,
    String edgesTable,
    int regions,
    Duration timeout,
    Duration rpcTimeout)
    implements Serializable {
  private static final Setting<String> QUORUM =
      Setting.text("hbase-quorum", "127.0.0.1:2181", "ZooKeeper of HBase, host:port[,host:port].");
  private static final Setting<String> ZNODE_PARENT =
      Setting.text("hbase-znode-parent", "/hbase", "Root of HBase in ZooKeeper.");
  private static final Setting<String> VIEWS_TABLE =
      Setting.text("views-table", "views", "HBase table of the batch and the speed view.");
  private static final Setting<String> CONTROL_TABLE =
      Setting.text("control-table", "control", "HBase table of publications and progress.");
  private static final Setting<String> EDGES_TABLE =
      Setting.text("edges-table", "edges", "HBase table of edges, their order and their counts.");
  private static final Setting<Integer> REGIONS =
      Setting.integer("views-regions", "4", 1, 256, "Regions of a new table of views or edges.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("hbase-timeout", "PT20S", "Time for a call to HBase with all retries.");
  private static final Setting<Duration> RPC_TIMEOUT =
      Setting.duration("hbase-rpc-timeout", "PT5S", "Time for one try of a call to HBase.");

  /** All settings of this module; every process that uses it has them. */
  public static final List<Setting<?>> ALL =
      List.of(
          QUORUM,
          ZNODE_PARENT,
          VIEWS_TABLE,
          CONTROL_TABLE,
          EDGES_TABLE,
          REGIONS,
          TIMEOUT,
          RPC_TIMEOUT);

  public static HBaseSettings from(Settings settings) {
    return new HBaseSettings(
        settings.get(QUORUM),
        settings.get(ZNODE_PARENT),
        settings.get(VIEWS_TABLE),
        settings.get(CONTROL_TABLE),
        settings.get(EDGES_TABLE),
        settings.get(REGIONS),
        settings.get(TIMEOUT),
        settings.get(RPC_TIMEOUT));
  }

  Configuration configuration() {
    Configuration conf = HBaseConfiguration.create();
    conf.set(HConstants.ZOOKEEPER_QUORUM, quorum);
    conf.set(HConstants.ZOOKEEPER_ZNODE_PARENT, znodeParent);
    conf.setLong(HConstants.HBASE_CLIENT_OPERATION_TIMEOUT, timeout.toMillis());
    conf.setLong(HConstants.HBASE_CLIENT_META_OPERATION_TIMEOUT, timeout.toMillis());
    conf.setLong(HConstants.HBASE_RPC_TIMEOUT_KEY, rpcTimeout.toMillis());
    conf.setLong(HConstants.HBASE_CLIENT_SCANNER_TIMEOUT_PERIOD, timeout.toMillis());
    conf.setLong(HConstants.HBASE_CLIENT_PAUSE, 50);
    conf.setInt(HConstants.HBASE_CLIENT_RETRIES_NUMBER, 100); // the timeout ends it first
    freshSessions(conf);
    return conf;
  }

  /**
   * A session with ZooKeeper remembers how far ZooKeeper was, and one that was wiped and starts
   * anew refuses it for ever. So sessions end soon when they are idle, also between two tries.
   */
  private static void freshSessions(Configuration conf) {
    conf.setInt("zookeeper.keep-alive.time", 200);
    conf.setInt("zookeeper.recovery.retry.intervalmill", 1_000);
  }
}
