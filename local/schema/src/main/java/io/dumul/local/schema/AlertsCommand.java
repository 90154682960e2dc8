package io.dumul.local.schema;

import io.dumul.core.definition.DefinitionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the alerts for Prometheus. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "Writes the rules of Prometheus that tell of the alerts of alerts.yaml.")
final class AlertsCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder of the definitions (default: definitions).")
  private Path definitions = Path.of("definitions");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where they are written (default: to standard output).")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (!definitions.toFile().isDirectory()) {
      throw new UnreadableException(definitions + " (expected: a folder of definitions)");
    }
    String rules = PrometheusRules.of(DefinitionFiles.load(definitions).alerts());
    if (output == null) {
      Objects.requireNonNull(spec).commandLine().getOut().print(rules);
      Objects.requireNonNull(spec).commandLine().getOut().flush();
      return 0;
    }
    try {
      Files.writeString(output, rules);
    } catch (IOException e) {
      throw new UnreadableException(output + ": " + e + " (expected: a file that can be written)");
    }
    return 0;
  }
}
