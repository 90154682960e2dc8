package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All layers at once: events come in, epochs are published, and everybody asks. */
@Command(
    name = "layers",
    mixinStandardHelpOptions = true,
    description =
        "Runs the collector, speed, batch and serving under traffic, and measures the rate, how"
            + " fresh answers are, lag and memory.")
final class LayersCommand extends Benchmark {
  private static final int PARTITIONS = 4;

  /** Spark takes the CPU time that nobody else wants: on a cluster it has machines of its own. */
  private static final List<String> LEFT_OVER = List.of("nice", "-n", "19");

  @Option(names = "--minutes", defaultValue = "60", description = "How long: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "11600",
      description = "Events a second: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--reads",
      defaultValue = "200",
      description = "Reads a second: ${DEFAULT-VALUE}.")
  private int reads;

  @Option(
      names = "--epoch",
      defaultValue = "PT1M",
      description = "From the end of an epoch to the next: ${DEFAULT-VALUE}.")
  private Duration epoch = Duration.ZERO;

  @Option(
      names = "--cores",
      defaultValue = "1",
      description = "Cores that Spark may use: ${DEFAULT-VALUE}.")
  private int cores;

  @Option(names = "--heap", defaultValue = "3g", description = "Heap of Spark: ${DEFAULT-VALUE}.")
  private String heap = "";

  @Override
  void shorten() {
    minutes = 0.3;
    rate = 300;
    reads = 20;
    epoch = Duration.ofSeconds(10);
  }

  @Override
  void check(Arguments arguments) {
    arguments.requireAtLeast("--rate", rate, Feed.ORDERS_OF_A_REQUEST);
    arguments.requireAtLeast("--reads", reads, 1);
    arguments.requireAtLeast("--cores", cores, 1);
  }

  @Override
  int run(Repository repository, Path folder) throws Exception {
    int zookeeper = Broker.freePort();
    String quorum = "127.0.0.1:" + zookeeper;
    Path epochs = folder.resolve("epochs.jsonl");
    try (Broker broker = Broker.start(repository, folder);
        Engine hbase = Engine.hbase(repository, folder, zookeeper)) {
      broker.create("log", PARTITIONS);
      Path config = BatchCommand.config(repository, folder, broker, zookeeper);
      try (Engine speed = Engine.speed(repository, folder, broker, quorum);
          Engine serving = Engine.serving(repository, folder, broker, quorum, List.of());
          Engine batch = batch(repository, folder, config, epochs)) {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("kafka", broker.pid());
        pids.put("hbase", hbase.pid());
        pids.put("speed", speed.pid());
        pids.put("serving", serving.pid());
        pids.put("batch", batch.pid());
        Path log = folder.resolve("serving.log");
        try (Layers layers = new Layers(Engine.address(log), quorum, broker.servers(), pids)) {
          List<Sample> samples = layers.run(rate, reads, minutes);
          return report(repository, samples, epochs, layers.difference());
        }
      }
    }
  }

  private Engine batch(Repository repository, Path folder, Path config, Path epochs)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC"));
    options.add("-Dspark.local.dir=" + folder.resolve("spark"));
    Path own =
        Files.writeString(
            folder.resolve("layers.properties"),
            Files.readString(config) + "master=local[" + cores + "]\n");
    List<String> command = new ArrayList<>(LEFT_OVER);
    command.addAll(
        repository.java("local/bench", Main.class.getName(), options, BatchCommand::isForeign));
    command.addAll(List.of("layers-batch", "--config", own.toString()));
    command.addAll(List.of("--epoch", epoch.toString(), "--out", epochs.toString()));
    return Engine.start(command, folder.resolve("batch.log"));
  }

  private int report(Repository repository, List<Sample> samples, Path epochs, long difference)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<LayersBatchCommand.Epoch> done = new ArrayList<>();
    if (Files.exists(epochs)) {
      for (String line : Files.readAllLines(epochs)) {
        done.add(mapper.readValue(line, LayersBatchCommand.Epoch.class));
      }
    }
    Path file = write(repository, "layers", Map.of("samples", samples, "epochs", done));
    System.out.println();
    System.out.println(LayersTable.of(samples, done));
    boolean right = difference == 0 && done.stream().allMatch(LayersBatchCommand.Epoch::right);
    System.out.println(
        right
            ? "bench: the answer has every event once, no audit found a difference; results in "
                + file
            : "bench: the answer differs by " + difference + ", or an audit found a difference");
    return right ? 0 : 1;
  }
}
