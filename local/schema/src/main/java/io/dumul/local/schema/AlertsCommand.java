package io.dumul.local.schema;

import io.dumul.core.definition.DefinitionFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the alerts for Prometheus. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "Writes the rules of Prometheus that tell of the alerts of alerts.yaml.")
final class AlertsCommand implements Callable<Integer> {
  @Mixin private DefinitionsFolder folder = new DefinitionsFolder();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where they are written (default: to standard output).")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path definitions = folder.path();
    String rules = PrometheusRules.of(DefinitionFiles.load(definitions).alerts());
    if (output == null) {
      Objects.requireNonNull(spec).commandLine().getOut().print(rules);
      Objects.requireNonNull(spec).commandLine().getOut().flush();
      return 0;
    }
    TextFile.write(output, rules);
    return 0;
  }
}
