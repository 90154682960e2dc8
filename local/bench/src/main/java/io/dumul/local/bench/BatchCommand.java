package io.dumul.local.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The steps of the batch layer beside the obvious jobs, Spark SQL, DuckDB and Polars. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description =
        "Measures land, recompute and publish beside the obvious jobs, Spark SQL, DuckDB, Polars.")
final class BatchCommand extends Benchmark {
  private static final long MOST_MINUTES = 240;

  @Option(
      names = "--records",
      defaultValue = "3000000",
      description = "Records in the log: ${DEFAULT-VALUE}.")
  private int records;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--steps",
      split = ",",
      defaultValue = "land,recompute,publish",
      description = "Which of ${DEFAULT-VALUE}; land always is.")
  private List<String> steps = List.of();

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of the log: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(names = "--heap", defaultValue = "4g", description = "Heap of Spark: ${DEFAULT-VALUE}.")
  private String heap = "";

  @Option(names = "--jvm", description = "An option for Spark's JVM.")
  private List<String> jvm = new ArrayList<>();

  @Override
  void shorten() {
    records = 20_000;
    rounds = 1;
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireKnown("--steps", steps, List.of("land", "recompute", "publish"));
    arguments.requireAtLeast("--records", records, 1000);
    arguments.requireAtLeast("--rounds", rounds, 1);
  }

  @Override
  int run(Repository repository, Path folder) throws Exception {
    int zookeeper = Broker.freePort();
    try (Broker broker = Broker.start(repository, folder);
        Engine hbase = Engine.hbase(repository, folder, zookeeper)) {
      broker.create("log", partitions);
      Path config = config(repository, folder, broker, zookeeper);
      List<Step> results = spark(repository, folder, config, broker, hbase, zookeeper);
      if (steps.contains("recompute")) {
        results.addAll(PythonPeers.run(repository, folder, rounds));
      }
      return report(repository, results);
    }
  }

  static Path config(Repository repository, Path folder, Broker broker, int zookeeper)
      throws IOException {
    List<String> settings =
        new ArrayList<>(
            repository.settings(broker, "127.0.0.1:" + zookeeper, repository.definitions()));
    settings.add("barrier-key-file=" + Repository.barrierKey(folder));
    settings.add("catalog-uri=jdbc:sqlite:" + folder.resolve("catalog.db"));
    settings.add("warehouse=" + folder.resolve("warehouse").toUri());
    return Files.write(folder.resolve("batch.properties"), settings);
  }

  private List<Step> spark(
      Repository repository, Path folder, Path config, Broker broker, Engine hbase, int zookeeper)
      throws Exception {
    Path result = folder.resolve("spark.json");
    Path log = repository.work().resolve("batch.log");
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseParallelGC"));
    options.add("-XX:-UseDynamicNumberOfCompilerThreads"); // so that their CPU can be told apart
    options.add("-Dspark.local.dir=" + folder.resolve("spark"));
    options.addAll(jvm);
    List<String> command =
        repository.java("local/bench", Main.class.getName(), options, BatchCommand::isForeign);
    command.addAll(List.of("batch-peer", "--config", config.toString()));
    command.addAll(List.of("--servers", broker.servers(), "--topic", "log"));
    command.addAll(List.of("--partitions", "" + partitions, "--records", "" + records));
    command.addAll(List.of("--rounds", "" + rounds, "--steps", String.join(",", steps)));
    command.addAll(List.of("--quorum", "127.0.0.1:" + zookeeper));
    command.addAll(List.of("--engines", broker.pid() + "," + hbase.pid()));
    command.addAll(List.of("--out", result.toString()));
    Runs.await(
        "bench",
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(log.toFile())
            .start(),
        MOST_MINUTES,
        TimeUnit.MINUTES,
        log);
    return new ObjectMapper().readValue(result.toFile(), new TypeReference<ArrayList<Step>>() {});
  }

  /** Jars of Flink, which brings another Kryo, and a second logger. */
  static boolean isForeign(String jar) {
    return jar.startsWith("flink-")
        || jar.startsWith("frocksdbjni")
        || jar.startsWith("logback-")
        || jar.startsWith("kryo-5");
  }

  /** Jars that Spark brings and others trip over: its Kryo, its logger. */
  static boolean isOfSpark(String jar) {
    return jar.startsWith("kryo-shaded") || jar.startsWith("log4j-slf4j2-impl");
  }

  private int report(Repository repository, List<Step> results) throws IOException {
    Path file = write(repository, "batch", results);
    System.out.println();
    System.out.println(StepTable.of(results));
    List<String> differences = StepAgreement.differences(results, Recount.of(records));
    differences.forEach(System.out::println);
    if (differences.isEmpty()) {
      System.out.println("bench: every way has the totals of the recount; results in " + file);
    }
    return differences.isEmpty() ? 0 : 1;
  }
}
