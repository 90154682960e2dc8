package io.dumul.serving;

import com.linecorp.armeria.server.Server;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.serving.answer.ControlCache;
import io.dumul.serving.collect.EventLog;
import io.dumul.serving.collect.KafkaEventLog;
import io.dumul.serving.http.ApiKeys;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the serving layer and stops it when the process is told to end. */
@Command(
    name = "serving",
    mixinStandardHelpOptions = true,
    description = "Takes events and answers questions over HTTP.")
public final class Main implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "Settings, a properties file.")
  private @Nullable Path config;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("serving: " + failure.getMessage());
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    ServingConfig settings = ServingConfig.load(config, System.getenv());
    Definitions definitions = DefinitionFiles.load(settings.definitions());
    ApiKeys keys = ApiKeys.load(settings.apiKeysFile());
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(told, closed), "stop"));
    try (LateStores stores = new LateStores(settings.hbase());
        EventLog log = log(settings);
        ControlCache control =
            new ControlCache(stores::control, System::nanoTime, settings.controlMaxAge())) {
      stores.start();
      control.start(settings.controlRefresh());
      ServingServer.Parts parts =
          new ServingServer.Parts(
              definitions,
              log,
              stores,
              stores,
              stores.tables(),
              control,
              keys,
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
              Clock.systemUTC(),
              System::nanoTime);
      run(settings, ServingServer.build(settings, parts), told);
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private static EventLog log(ServingConfig settings) {
    return KafkaEventLog.connect(
        settings.bootstrapServers(),
        settings.eventsTopic(),
        settings.deliveryTimeout(),
        settings.maxBlock(),
        settings.producerBufferBytes(),
        settings.limits().eventBytes() + 4096);
  }

  /** Serves until the process is told to end, and then until what is under way is answered. */
  private static void run(ServingConfig settings, Server server, CountDownLatch told)
      throws InterruptedException {
    server.start().join();
    System.out.println("serving on http://" + settings.host() + ":" + server.activeLocalPort());
    told.await();
    server.stop().join();
  }

  /** Holds the process until everything is closed. */
  private static void stop(CountDownLatch told, CountDownLatch closed) {
    told.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
