package io.dumul.local.schema;

import io.dumul.local.schema.TrackingPlan.Entry;
import io.dumul.local.schema.TrackingPlan.Property;
import java.util.ArrayList;
import java.util.List;

/** A tracking plan as Markdown. */
final class PlanMarkdown {
  private final StringBuilder out = new StringBuilder();

  private PlanMarkdown() {}

  static String of(TrackingPlan plan) {
    PlanMarkdown markdown = new PlanMarkdown();
    markdown.index(plan);
    plan.entries().forEach(entry -> markdown.entry(plan, entry));
    return markdown.out.toString();
  }

  private void index(TrackingPlan plan) {
    line("# Tracking plan", "");
    line("Made from the definitions by `./dumul schema plan`; do not edit.", "");
    boolean seen = plan.coverage() != null;
    line("| event | what happened | owner | version | status |" + (seen ? " seen on |" : ""));
    line("|---|---|---|---|---|" + (seen ? "---|" : ""));
    for (Entry entry : plan.entries()) {
      String anchor = entry.type().replace(".", "").toLowerCase(java.util.Locale.ROOT);
      List<String> cells =
          new ArrayList<>(
              List.of(
                  "[`" + entry.type() + "`](#" + anchor + ")",
                  entry.description(),
                  entry.owner(),
                  entry.version(),
                  entry.status()));
      if (plan.coverage() != null) {
        cells.add(plan.coverage().summary(entry.type()));
      }
      row(cells.toArray(String[]::new));
    }
  }

  private void entry(TrackingPlan plan, Entry entry) {
    line("", "## " + entry.type(), "");
    line(entry.title() + ". " + entry.description(), "");
    if (!entry.trigger().isEmpty()) {
      line("**Sent** " + entry.trigger() + ".", "");
    }
    if (plan.coverage() != null) {
      line("**Seen** " + plan.coverage().span() + ":", "");
      plan.seen(entry).forEach((platform, when) -> line("- " + platform + ": " + when));
      line("");
    }
    line(
        "Owner: " + entry.owner() + ". Version: " + entry.version() + ", " + entry.status() + ".",
        "",
        "| property | type | required | meaning |",
        "|---|---|---|---|");
    for (Property property : entry.properties()) {
      row(
          "`" + property.name() + "`",
          property.type(),
          property.required() ? "yes" : "",
          property.description());
    }
    if (!entry.rules().isEmpty()) {
      line("", "Rules:", "");
      entry.rules().forEach(rule -> line("- `" + rule.id() + "`: " + rule.message()));
    }
    if (!entry.supersedes().isEmpty()) {
      line("", "Read as this version:", "");
      entry.supersedes().forEach(older -> line("- " + older));
    }
    if (!entry.example().isEmpty()) {
      line("", "```json", entry.example(), "```");
    }
  }

  private void row(String... cells) {
    out.append('|');
    for (String cell : cells) {
      out.append(' ').append(cell.replace("|", "\\|").replace("\n", " ")).append(" |");
    }
    out.append('\n');
  }

  private void line(String... lines) {
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }
}
