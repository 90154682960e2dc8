package io.dumul.speed;

import io.dumul.core.edge.EdgeStore;
import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.InMemoryViewStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;

/** The speed layer in a process of its own, to be killed; its view is forgotten with it. */
final class SpeedChild {
  private SpeedChild() {}

  /** Arguments: bootstrap servers, state folder, kind of stores. */
  public static void main(String[] args) throws Exception {
    SpeedConfig config = Samples.config(args[0], Path.of(args[1]), StoreKind.valueOf(args[2]));
    try (Admin admin = Admin.create(SpeedKafka.admin(config));
        SpeedProcess process =
            new SpeedProcess(
                config,
                Samples.DEFINITIONS,
                Samples.SECRET,
                admin,
                new InMemoryViewStore(),
                EdgeStore.nowhere(),
                new InMemoryControl(),
                new SpeedMetrics(new SimpleMeterRegistry()),
                Rebuild.NO)) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, main)));
      if (process.await()) {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private static void stop(SpeedProcess process, Thread main) {
    process.end();
    try {
      main.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
