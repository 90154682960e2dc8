package io.dumul.local.hbase;

import org.apache.hadoop.hbase.master.HMaster;
import org.apache.hadoop.hbase.regionserver.HRegionServer;

/** One real master or region server of a distributed HBase. */
final class Servers {
  private Servers() {}

  /** Runs a master until the process is told to stop; returns whether it ended well. */
  static boolean master(ClusterConfig config) throws Exception {
    HMaster master = HMaster.constructMaster(HMaster.class, config.hbase());
    end(() -> master.stop("told to"), master);
    master.start();
    master.join();
    return !master.isAborted();
  }

  /** Runs a region server until the process is told to stop; returns whether it ended well. */
  static boolean region(ClusterConfig config) throws Exception {
    HRegionServer server = new HRegionServer(config.hbase());
    end(() -> server.stop("told to"), server);
    server.start();
    server.join();
    return !server.isAborted();
  }

  /** A server that is told to stop closes its regions before the process ends. */
  private static void end(Runnable stop, Thread server) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.run();
                  try {
                    server.join();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }
}
