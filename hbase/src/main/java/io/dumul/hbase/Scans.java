package io.dumul.hbase;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;

/** Reads many rows, and leaves the block cache to those who ask for one. */
final class Scans {
  private static final int CELLS = 1_000;

  private Scans() {}

  /** Gives the rows of a scan, large ones in parts. */
  static void each(AsyncTable<?> table, Scan scan, Consumer<Result> rows) {
    scan.setBatch(CELLS).setCacheBlocks(false);
    try (ResultScanner scanner = table.getScanner(scan)) {
      for (Result row = scanner.next(); row != null; row = scanner.next()) {
        rows.accept(row);
      }
    } catch (IOException e) {
      throw new HBaseException("hbase: scanning " + table.getName() + ": " + e.getMessage(), e);
    }
  }
}
