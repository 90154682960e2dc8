package io.dumul.hbase;

import io.dumul.core.config.Settings;
import io.dumul.core.definition.MetricIds;
import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Selection;
import io.dumul.core.view.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.AsyncTable;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.filter.ColumnRangeFilter;
import org.apache.hadoop.hbase.filter.MultipleColumnPrefixFilter;

/** Measures ways to read a row. Run by hand: {@code ReadBench host:port}. */
public final class ReadBench {
  private static final long HOUR = 3_600;
  private static final int METRICS = 5;

  private ReadBench() {}

  public static void main(String[] args) throws Exception {
    HBaseSettings settings =
        HBaseSettings.from(
            Settings.load(
                null,
                Map.of(
                    "DUMUL_HBASE_QUORUM", args[0],
                    "DUMUL_VIEWS_TABLE", "bench2",
                    "DUMUL_CONTROL_TABLE", "bench_control"),
                HBaseSettings.ALL));
    try (HBaseStores stores = HBaseStores.open(settings);
        AsyncConnection raw =
            ConnectionFactory.createAsyncConnection(settings.configuration()).get()) {
      AsyncTable<?> table = raw.getTable(TableName.valueOf("bench2"));
      for (int cells : new int[] {10, 1_000, 50_000}) {
        int rows = Math.max(1, Math.min(1_000, 50_000 / cells));
        long start = System.nanoTime();
        for (long publication = 1; publication <= 3; publication++) {
          stores.views().writeBatch(publication, cells(rows, cells));
        }
        long written = 3L * rows * cells;
        System.out.printf(
            "write %d cells: %.0f cells/s%n", written, written * 1e9 / (System.nanoTime() - start));
        for (int row = 0; row < rows; row++) {
          stores.views().writeSpeed(increments(entity(cells, row))).join();
        }
        raw.getAdmin().flush(TableName.valueOf("bench2")).get();
        for (int metrics : new int[] {1, 4}) {
          Selection selection =
              new Selection(
                  LongStream.range(0, metrics)
                      .map(ReadBench::metric)
                      .boxed()
                      .collect(Collectors.toSet()),
                  0,
                  24 * HOUR,
                  2);
          run(table, "whole", cells, rows, selection, (row, sel) -> List.of(whole(row, sel)));
          run(table, "gets", cells, rows, selection, ReadBench::gets);
          run(table, "prefixes", cells, rows, selection, ReadBench::prefixed);
        }
      }
    }
  }

  private static long metric(long number) {
    return MetricIds.of("m" + number, 1);
  }

  private static Entity entity(int cells, int row) {
    return new Entity("e" + cells, List.of("" + row));
  }

  private static Iterator<BatchCell> cells(int rows, int cells) {
    return IntStream.range(0, rows)
        .boxed()
        .flatMap(
            row ->
                IntStream.range(0, cells)
                    .mapToObj(
                        i ->
                            new BatchCell(
                                entity(cells, row),
                                new Slot(metric(i % METRICS), i / METRICS * HOUR),
                                new byte[20])))
        .iterator();
  }

  private static List<Increment> increments(Entity entity) {
    return IntStream.range(0, 12)
        .mapToObj(
            i -> new Increment(new IncrementKey(i / 4, entity, 0), i % 4, 100 + i, new byte[120]))
        .toList();
  }

  private static Get whole(byte[] row, Selection selection) {
    return new Get(row)
        .addFamily(Columns.SPEED)
        .addFamily(Columns.BATCH)
        .setColumnFamilyTimeRange(Columns.BATCH, 0, selection.publication() + 1);
  }

  /** One Get for the increments and one with a range for each metric, in one call. */
  private static List<Get> gets(byte[] row, Selection selection) {
    List<Get> gets = new ArrayList<>();
    gets.add(new Get(row).addFamily(Columns.SPEED));
    for (long metric : selection.metrics()) {
      gets.add(
          new Get(row)
              .addFamily(Columns.BATCH)
              .setColumnFamilyTimeRange(Columns.BATCH, 0, selection.publication() + 1)
              .setFilter(
                  new ColumnRangeFilter(
                      Columns.batch(metric, selection.from()),
                      true,
                      Columns.batch(metric, selection.to()),
                      false)));
    }
    return gets;
  }

  /** One Get; the prefix of zeros lets every increment pass. */
  private static List<Get> prefixed(byte[] row, Selection selection) {
    return List.of(
        whole(row, selection).setFilter(new MultipleColumnPrefixFilter(Prefixes.of(selection))));
  }

  private static CompletableFuture<Integer> get(AsyncTable<?> table, List<Get> gets) {
    return gets.size() == 1
        ? table.get(gets.get(0)).thenApply(Result::size)
        : table.getAll(gets).thenApply(all -> all.stream().mapToInt(Result::size).sum());
  }

  private static void run(
      AsyncTable<?> table,
      String name,
      int cells,
      int rows,
      Selection selection,
      BiFunction<byte[], Selection, List<Get>> way)
      throws InterruptedException {
    int many = Math.max(20, Math.min(2_000, 300_000 / cells));
    int found = 0;
    for (int i = 0; i < many; i++) { // warm up
      found = get(table, way.apply(Rows.encode(entity(cells, i % rows)), selection)).join();
    }
    int few = Math.max(20, many / 4);
    long[] nanos = new long[few];
    for (int i = 0; i < few; i++) {
      long start = System.nanoTime();
      get(table, way.apply(Rows.encode(entity(cells, i % rows)), selection)).join();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    Semaphore outstanding = new Semaphore(64);
    long start = System.nanoTime();
    CompletableFuture<?>[] all = new CompletableFuture<?>[many];
    for (int i = 0; i < many; i++) {
      outstanding.acquire();
      all[i] =
          get(table, way.apply(Rows.encode(entity(cells, i % rows)), selection))
              .whenComplete((result, failure) -> outstanding.release());
    }
    CompletableFuture.allOf(all).join();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d b cells, %d metrics, %s: %d cells, p50 %.2f ms p99 %.2f ms at 1, %.0f gets/s at 64%n",
        cells,
        selection.metrics().size(),
        name,
        found,
        nanos[few / 2] / 1e6,
        nanos[few * 99 / 100] / 1e6,
        many / seconds);
  }
}
