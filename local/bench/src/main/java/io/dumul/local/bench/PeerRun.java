package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a peer, in a process of its own.
 *
 * @param warm how many of the records warm up
 * @param broker its process, of which the CPU is told apart
 * @param jvm options
 * @param more settings of the speed layer, by name
 */
record PeerRun(
    String peer, Job job, int warm, Broker broker, List<String> jvm, Map<String, String> more) {
  private static final long MOST_MINUTES = 20;

  /**
   * Runs it to its end.
   *
   * @param log where it writes what it has to say
   */
  Measured measure(Repository repository, Path result, Path log)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(repository, result))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runs.await(peer, process, MOST_MINUTES, TimeUnit.MINUTES, log);
    return new ObjectMapper().readValue(result.toFile(), Measured.class);
  }

  /** Flink has another RocksDB under the same names, so each peer is started with one of both. */
  List<String> command(Repository repository, Path result) throws IOException {
    String other = peer.equals("flink") ? "rocksdbjni" : "frocksdbjni";
    List<String> command =
        repository.java(
            "local/bench",
            Main.class.getName(),
            jvm,
            jar -> jar.startsWith(other) || BatchCommand.isOfSpark(jar));
    command.addAll(List.of("peer", "--peer", peer, "--servers", job.servers()));
    command.addAll(List.of("--topic", job.topic(), "--partitions", "" + job.partitions()));
    command.addAll(List.of("--records", "" + job.records(), "--warm", "" + warm));
    command.addAll(List.of("--interval", job.interval().toString()));
    command.addAll(List.of("--threads", "" + job.threads()));
    command.addAll(List.of("--definitions", job.definitions().toString()));
    command.addAll(List.of("--folder", job.folder().toString(), "--broker", "" + broker.pid()));
    command.addAll(List.of("--out", result.toString()));
    if (job.follow()) {
      command.add("--follow");
    }
    more.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return command;
  }
}
