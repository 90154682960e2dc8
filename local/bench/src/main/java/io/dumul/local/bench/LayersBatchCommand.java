package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dumul.batch.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Closes, lands, folds, audits, publishes and expires, epoch after epoch, in one process. */
@Command(name = "layers-batch", hidden = true, description = "Runs epochs until it is stopped.")
final class LayersBatchCommand implements Callable<Integer> {
  @Option(names = "--config", required = true)
  private Path config = Path.of("");

  @Option(names = "--epoch", required = true)
  private Duration epoch = Duration.ZERO;

  @Option(names = "--out", required = true)
  private Path out = Path.of("");

  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * What an epoch took.
   *
   * @param closed when it was closed, epoch milliseconds
   * @param right whether the audit found no difference
   */
  record Epoch(
      long closed,
      long events,
      long cells,
      double landSeconds,
      double recomputeSeconds,
      double auditSeconds,
      double publishSeconds,
      boolean right) {}

  @Override
  public Integer call() throws Exception {
    try (Session session = Session.open(config)) {
      session.create();
      session.spark();
      System.out.println("ready");
      for (Instant next = Instant.now().plus(epoch); ; next = next.plus(epoch)) {
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), next).toMillis()));
        String line = mapper.writeValueAsString(run(session)) + "\n";
        Files.writeString(out, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Instant now = Instant.now();
        while (next.plus(epoch).isBefore(now)) {
          next = next.plus(epoch); // those that were missed are one epoch
        }
      }
    }
  }

  private static Epoch run(Session session) {
    Instant closing = Instant.now();
    session.close(closing);
    long start = System.nanoTime();
    long events = session.land();
    long landed = System.nanoTime();
    session.recompute();
    long folded = System.nanoTime();
    boolean right = session.audit();
    long audited = System.nanoTime();
    long cells = session.publish(false);
    long published = System.nanoTime();
    session.expire();
    return new Epoch(
        closing.toEpochMilli(),
        events,
        cells,
        (landed - start) / 1e9,
        (folded - landed) / 1e9,
        (audited - folded) / 1e9,
        (published - audited) / 1e9,
        right);
  }
}
