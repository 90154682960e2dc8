package io.dumul.speed;

import io.dumul.core.config.Settings;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.view.Control;
import io.dumul.core.view.ViewStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The speed layer inside another process, with whatever view store that has, without edges. */
public final class SpeedLayer implements AutoCloseable {
  private final Admin admin;
  private final SpeedProcess process;

  private SpeedLayer(Admin admin, SpeedProcess process) {
    this.admin = admin;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param settings those of the speed layer's own process
   * @param secret the key that barriers are signed with
   */
  public static SpeedLayer start(
      Settings settings,
      Definitions definitions,
      byte[] secret,
      ViewStore views,
      Control control,
      MeterRegistry registry)
      throws ExecutionException, InterruptedException {
    SpeedConfig config = SpeedConfig.of(settings);
    Admin admin = Admin.create(SpeedKafka.admin(config));
    SpeedMetrics metrics = new SpeedMetrics(registry);
    return new SpeedLayer(
        admin,
        new SpeedProcess(
            config,
            definitions,
            secret,
            admin,
            views,
            EdgeStore.nowhere(),
            control,
            metrics,
            Rebuild.NO));
  }

  @Override
  public void close() {
    process.close();
    admin.close();
  }
}
