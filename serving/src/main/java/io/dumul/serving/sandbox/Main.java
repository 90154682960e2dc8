package io.dumul.serving.sandbox;

import com.linecorp.armeria.server.Server;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.DefinitionFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a collector without a log, to try events against before release. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = {
      "Takes events as the collector does, in one process without Kafka and HBase, until it is told",
      "to end: POST /v1/events, POST /v1/events:validate, GET /v1/sandbox (what was good and bad),",
      "DELETE /v1/sandbox (reset). No key is needed."
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--definitions",
      paramLabel = "DIR",
      description = "The folder of the definitions (default: ${DEFAULT-VALUE}).")
  private Path definitions = Path.of("definitions");

  @Option(names = "--host", description = "The address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      description = "The port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port = 8090;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("sandbox: " + failure.getMessage());
                  return failure instanceof DefinitionException ? 2 : 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Server server =
        SandboxServer.build(host, port, DefinitionFiles.load(definitions), Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop().join(), "stop"));
    server.start().join();
    System.out.println("sandbox on http://" + host + ":" + server.activeLocalPort());
    server.whenClosed().join();
    return 0;
  }
}
