package io.dumul.batch;

import io.dumul.batch.lake.LakeSettings;
import io.dumul.batch.log.KafkaLog;
import io.dumul.core.definition.Metric;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.MemoryEdges;
import io.dumul.core.view.Control;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.InMemoryViewStore;
import io.dumul.core.view.Merge;
import io.dumul.core.view.Selection;
import io.dumul.core.view.ViewErasure;
import io.dumul.core.view.ViewStore;
import io.dumul.hbase.HBaseSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A batch layer with real Spark and Iceberg in a folder, a log and views on the heap. */
final class Bench implements AutoCloseable {
  private static final Map<Integer, Stores> STORES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  final MemoryLog log;
  final Stores stores = new Stores();
  final Path folder;
  private final BatchSettings settings;
  private final StoreSource storeSource;
  private final Batch batch;
  final List<Recount.Sale> sales = new ArrayList<>();
  private final int number = NEXT.incrementAndGet();

  /** Both views on the heap; closing them keeps them. */
  static final class Stores {
    final Map<String, Runnable> at = new ConcurrentHashMap<>();
    final InMemoryViewStore views = new InMemoryViewStore();
    final MemoryEdges edges = new MemoryEdges();
    final InMemoryControl control = new InMemoryControl();
  }

  /** Thrown where a test lets a step die. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  Bench(Path folder, int partitions) throws IOException {
    this(folder, partitions, 7);
  }

  /**
   * @param slice how many records one task lands
   */
  Bench(Path folder, int partitions, int slice) throws IOException {
    this.folder = folder;
    this.log = new MemoryLog(partitions);
    this.settings = settings(folder, slice);
    STORES.put(number, stores);
    this.storeSource = new HeapSource(number);
    this.batch = open();
    TestDefinitions.write(settings.definitions());
    Files.writeString(settings.barrierKeyFile(), "secret");
  }

  /** Another process on the same lake, log and views. */
  Batch open() {
    return new Batch(
        settings,
        log.source(),
        storeSource,
        new HeapCheckpoint(number),
        line -> {},
        UUID::randomUUID);
  }

  private static BatchSettings settings(Path folder, int slice) {
    return new BatchSettings(
        new KafkaLog.Settings("", "events", Duration.ofSeconds(1)),
        new LakeSettings(
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "",
            "",
            folder.resolve("warehouse").toUri().toString()),
        new HBaseSettings(
            "", "/hbase", "views", "control", "edges", 1, Duration.ZERO, Duration.ZERO),
        folder.resolve("definitions"),
        folder.resolve("barrier.key"),
        "local[2]",
        2,
        slice,
        3,
        6,
        2,
        Duration.ZERO,
        Duration.ofDays(1),
        Duration.ofDays(3));
  }

  void crashAt(String point) {
    stores.at.put(
        point,
        () -> {
          throw new Crash();
        });
  }

  /** Does something once when a step passes a point. */
  void at(String point, Runnable action) {
    stores.at.put(point, action);
  }

  Batch batch() {
    return batch;
  }

  Close.Result close(String closing) {
    return Close.run(batch, Optional.of(Instant.parse(closing)), Instant.MIN);
  }

  Land.Result land() {
    return Land.run(batch, OptionalLong.empty(), false);
  }

  Recompute.Result recompute() {
    Recompute recompute = Recompute.of(batch);
    return recompute.run(recompute.stale());
  }

  Publish.Result publish() {
    return Publish.run(batch, false);
  }

  Dataset<Row> sql(String query) {
    return batch.spark().sql(query);
  }

  long number(String query) {
    return sql(query).head().getLong(0);
  }

  /** Sends an event that counts. */
  void counted(String id, String user, String time, String store, String amount) {
    sale(id, user, time, store, amount);
    sales.add(new Recount.Sale(id, user, Instant.parse(time), store, new BigDecimal(amount)));
  }

  /** What the table says, in the form of {@link Recount}. */
  SortedMap<String, String> aggregates() {
    TreeMap<String, String> values = new TreeMap<>();
    for (Row row :
        sql("select metric, entity_key, bucket, value from aggregates").collectAsList()) {
      values.put(
          row.getString(0) + "/" + row.getString(1) + "/" + row.<Instant>getAs(2),
          Recount.canonical(row.getString(3)));
    }
    return values;
  }

  /** What readers of a publication see, in the form of {@link Recount}. */
  SortedMap<String, String> view(long publication) {
    TreeMap<String, String> values = new TreeMap<>();
    Set<Entity> entities = new HashSet<>();
    sales.forEach(sale -> entities.add(new Entity("store", List.of(sale.store()))));
    entities.add(new Entity("all", List.of()));
    for (Metric metric : batch.definitions().metrics()) {
      Selection every =
          new Selection(Set.of(metric.id()), Long.MIN_VALUE, Long.MAX_VALUE, publication);
      for (Entity entity : entities) {
        EntityView view = stores.views.read(entity, every).join();
        new Merge(Long.MAX_VALUE, 0)
            .byBucket(metric, view, every)
            .forEach(
                (bucket, parts) ->
                    values.put(
                        metric.name()
                            + "/"
                            + entity.keyText()
                            + "/"
                            + Instant.ofEpochSecond(bucket),
                        Recount.canonical(parts.merged().value().toString())));
      }
    }
    return values;
  }

  /** Appends a sale to the partition of its user. */
  void sale(String id, String user, String time, String store, String amount) {
    String json =
        """
        {"specversion":"1.0","id":"%s","source":"/test","type":"sale","time":"%s","subject":"%s",\
        "data":{"store":"%s","amount":%s}}"""
            .formatted(id, time, user, store, amount);
    send(user, json);
  }

  /** Appends a text to the partition of a user. */
  long send(String user, String value) {
    return log.append(log.partition(user), user, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    batch.close();
  }

  private record HeapSource(int number) implements StoreSource {
    @Override
    public ViewStore views() {
      return stores().views;
    }

    @Override
    public Control control() {
      return stores().control;
    }

    @Override
    public EdgeRepair edges() {
      return stores().edges.repair();
    }

    @Override
    public ViewErasure erasure() {
      return stores().views;
    }

    private Stores stores() {
      return Bench.stores(number);
    }
  }

  private static Stores stores(int number) {
    return java.util.Objects.requireNonNull(STORES.get(number));
  }

  private record HeapCheckpoint(int number) implements Checkpoint {
    @Override
    public void passed(String point) {
      Runnable action = stores(number).at.remove(point);
      if (action != null) {
        action.run();
      }
    }
  }
}
