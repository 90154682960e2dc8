package io.dumul.speed;

import io.dumul.core.config.SecretFile;
import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the speed layer until it is told to stop. */
@Command(
    name = "speed",
    mixinStandardHelpOptions = true,
    description = "Folds the log into increments and carries them into the speed view.")
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Option(names = "--config", paramLabel = "FILE", description = "A properties file.")
  private @Nullable Path file;

  @Option(
      names = "--rebuild",
      description = "Throw the speed view away and build it anew from the log.")
  private boolean rebuild;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicReference<@Nullable SpeedProcess> running = new AtomicReference<>();

  private Main() {}

  /** Starts the process; prints a line that starts with "ready" once it is set up. */
  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Main());
    command.setExecutionExceptionHandler(
        (error, line, parsed) -> {
          LOG.error("the speed layer ends", error);
          return 1;
        });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    try {
      return serve();
    } finally {
      closed.countDown();
    }
  }

  private Integer serve() throws Exception {
    List<Setting<?>> known = new ArrayList<>(SpeedConfig.ALL);
    known.addAll(HBaseSettings.ALL);
    Settings settings = Settings.load(file, System.getenv(), known);
    SpeedConfig config = SpeedConfig.of(settings);
    Definitions definitions = DefinitionFiles.load(config.definitions());
    byte[] secret = SecretFile.read(config.barrierKeyFile());
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    SpeedMetrics metrics = new SpeedMetrics(registry);
    try (JvmGcMetrics gc = new JvmGcMetrics();
        MetricsServer server =
            MetricsServer.start(config.host(), config.port(), registry, this::ready);
        Admin admin = Admin.create(SpeedKafka.admin(config));
        HBaseStores stores =
            retry(metrics)
                .call(
                    "connecting to HBase", () -> HBaseStores.open(HBaseSettings.from(settings)))) {
      gc.bindTo(registry);
      return run(config, definitions, secret, admin, stores, metrics, server.port());
    }
  }

  private Integer run(
      SpeedConfig config,
      Definitions definitions,
      byte[] secret,
      Admin admin,
      HBaseStores stores,
      SpeedMetrics metrics,
      int port)
      throws InterruptedException {
    Rebuild how = rebuild ? Rebuild.YES : Rebuild.NO;
    try (SpeedProcess process =
        retry(metrics)
            .call(
                "reading where to start",
                () ->
                    new SpeedProcess(
                        config,
                        definitions,
                        secret,
                        admin,
                        stores.views(),
                        stores.edges(),
                        stores.control(),
                        metrics,
                        how))) {
      running.set(process);
      System.out.println("ready " + config.host() + ":" + port);
      return process.await() ? 1 : 0;
    }
  }

  private Retry retry(SpeedMetrics metrics) {
    return new Retry(stopped::get, metrics::failed, Duration.ofMillis(500), Duration.ofSeconds(5));
  }

  private boolean ready() {
    SpeedProcess process = running.get();
    return process != null && process.ready();
  }

  /** On SIGTERM: lets the main thread close everything in order, and waits for it. */
  private void stop() {
    stopped.set(true);
    SpeedProcess process = running.get();
    if (process != null) {
      process.end();
    }
    try {
      if (!closed.await(40, TimeUnit.SECONDS)) {
        LOG.warn("not closed after 40 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
