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

/** Writes the tracking plan. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the tracking plan: every event type with when it is sent, owner, properties, rules,",
      "example, version and status, as Markdown, or as a web page where FILE ends in .html."
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private DefinitionsFolder folder = new DefinitionsFolder();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where it is written (default: to standard output, as Markdown).")
  private @Nullable Path output;

  @Option(
      names = "--seen",
      paramLabel = "URL|FILE",
      description = {
        "Also tells on which platforms each event was seen in the last days: asks the serving layer",
        "at URL, or reads what GET /v1/quality/coverage answered."
      })
  private @Nullable String seen;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How many days --seen asks a URL for (default: ${DEFAULT-VALUE}).")
  private int days = 30;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "API keys, of which --seen takes one that may read (default: .dumul/api-keys).")
  private Path keys = Path.of(".dumul/api-keys");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path definitions = folder.path();
    DefinitionFiles.load(definitions);
    TrackingPlan plan = TrackingPlan.of(BaseDefinitions.folder(definitions));
    if (seen != null) {
      plan = plan.with(Coverage.of(seen, keys, days));
    }
    if (output == null) {
      Objects.requireNonNull(spec).commandLine().getOut().print(PlanMarkdown.of(plan));
      Objects.requireNonNull(spec).commandLine().getOut().flush();
    } else {
      TextFile.write(
          output, output.toString().endsWith(".html") ? PlanHtml.of(plan) : PlanMarkdown.of(plan));
    }
    return 0;
  }
}
