package io.dumul.local.stack;

import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One real HBase for the whole test run, in a process of its own; each test has its own tables. */
final class RealHBase {
  private static final AtomicInteger TABLES = new AtomicInteger();

  private RealHBase() {}

  /** Starts the process with the first use; {@code -Dhbase-quorum=host:port} takes another one. */
  private static final class Shared {
    static final String GIVEN = System.getProperty("hbase-quorum", "");
    static final String QUORUM = GIVEN.isEmpty() ? start() : GIVEN;
  }

  /** Stores on tables that nobody has used. */
  static HBaseStores fresh() {
    String suffix = ProcessHandle.current().pid() + "_" + TABLES.incrementAndGet();
    return HBaseStores.open(
        HBaseSettings.from(
            Settings.load(
                null,
                Map.of(
                    "DUMUL_HBASE_QUORUM",
                    Shared.QUORUM,
                    "DUMUL_VIEWS_REGIONS",
                    "3",
                    "DUMUL_VIEWS_TABLE",
                    "views_" + suffix,
                    "DUMUL_CONTROL_TABLE",
                    "control_" + suffix,
                    "DUMUL_EDGES_TABLE",
                    "edges_" + suffix),
                HBaseSettings.ALL)));
  }

  private static String start() {
    try {
      Stack stack = Stack.onFreePorts(Files.createTempDirectory("dumul-hbase"));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop HBase"));
      stack.start(Programs.HBASE);
      return stack.hbaseQuorum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
