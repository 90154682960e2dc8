package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dumul.batch.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the steps of the batch layer and their peers in Spark, all in this process. */
@Command(name = "batch-peer", hidden = true, description = "Runs the batch steps in one process.")
final class BatchPeerCommand implements Callable<Integer> {
  /** With fewer records it is only seen whether all ways agree. */
  private static final int MEASURED = 100_000;

  @Option(names = "--config", required = true)
  private Path config = Path.of("");

  @Option(names = "--servers", required = true)
  private String servers = "";

  @Option(names = "--quorum", required = true)
  private String quorum = "";

  @Option(names = "--topic", required = true)
  private String topic = "";

  @Option(names = "--partitions", required = true)
  private int partitions;

  @Option(names = "--records", required = true)
  private int records;

  @Option(names = "--rounds", required = true)
  private int rounds;

  @Option(names = "--steps", split = ",", required = true)
  private List<String> steps = List.of();

  @Option(names = "--engines", split = ",", required = true)
  private List<Long> engines = List.of();

  @Option(names = "--out", required = true)
  private Path out = Path.of("");

  @Override
  public Integer call() throws Exception {
    List<Step> done = new ArrayList<>();
    try (Session session = Session.open(config)) {
      SparkSession spark = session.spark();
      session.create();
      Stopwatch stopwatch = new Stopwatch(engines, done);
      Landing landing = new Landing(session, stopwatch, servers, topic, partitions);
      landing.run(records, rounds);
      Files.write(out.resolveSibling("files"), files(spark));
      if (steps.contains("recompute")) {
        recompute(session, spark, stopwatch);
      }
      if (steps.contains("publish")) {
        publish(session, stopwatch, landing);
      }
    }
    new ObjectMapper().writeValue(out.toFile(), done);
    return 0;
  }

  private void recompute(Session session, SparkSession spark, Stopwatch stopwatch)
      throws Exception {
    PlainSql plain = new PlainSql(spark);
    long events = spark.table("dumul.dumul.activity").count();
    var first = Workload.order(0).time().atZone(Recount.SEOUL).toLocalDate();
    var last = Workload.order(records).time().atZone(Recount.SEOUL).toLocalDate();
    for (int round = 0; round <= rounds; round++) { // the first one warms up
      stopwatch.time(
          "recompute",
          "sql",
          round,
          () -> {
            plain.run(false);
            return events;
          },
          plain::totals);
      stopwatch.time(
          "recompute",
          "sql-once",
          round,
          () -> {
            plain.run(true);
            return events;
          },
          plain::totals);
      stopwatch.time(
          "recompute",
          "dumul",
          round,
          () -> {
            session.recompute(first, last);
            return events;
          },
          () -> PlainSql.totals(spark, AGGREGATES));
    }
  }

  private static final String AGGREGATES =
      "SELECT metric, count(*), sum(CAST(value AS DECIMAL(28, 2))) FROM dumul.dumul.aggregates"
          + " GROUP BY metric";

  private void publish(Session session, Stopwatch stopwatch, Landing landing) throws Exception {
    session.recompute();
    stopwatch.time("publish", "first", 1, () -> session.publish(false));
    try (BulkLoad load = new BulkLoad(session.spark(), quorum, out.resolveSibling("hfiles"))) {
      for (int round = records < MEASURED ? 1 : 0; round <= rounds; round++) { // 0 warms up
        landing.more(records / 100);
        session.recompute();
        stopwatch.time("publish", "changed", round, () -> session.publish(false));
        stopwatch.time("publish", "every-cell", round, () -> session.publish(true));
        stopwatch.time("publish", "bulk-load", round, load::run);
        load.check();
      }
    }
  }

  /** The files of the events, for peers that read Parquet themselves. */
  private static List<String> files(SparkSession spark) {
    return spark.sql("SELECT file_path FROM dumul.dumul.activity.files").collectAsList().stream()
        .map(row -> row.getString(0).replaceFirst("^file:/+", "/"))
        .toList();
  }
}
