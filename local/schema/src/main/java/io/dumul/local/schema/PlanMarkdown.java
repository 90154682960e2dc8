package io.dumul.local.schema;

import io.dumul.local.schema.TrackingPlan.Entry;
import io.dumul.local.schema.TrackingPlan.Property;

/** A tracking plan as Markdown. */
final class PlanMarkdown {
  private final StringBuilder out = new StringBuilder();

  private PlanMarkdown() {}

  static String of(TrackingPlan plan) {
    PlanMarkdown markdown = new PlanMarkdown();
    markdown.index(plan);
    plan.entries().forEach(markdown::entry);
    return markdown.out.toString();
  }

  private void index(TrackingPlan plan) {
    line("# Tracking plan", "");
    line("Made from the definitions by `./dumul schema plan`; do not edit.", "");
    line("| event | what happened | owner | version | status |", "|---|---|---|---|---|");
    for (Entry entry : plan.entries()) {
      String anchor = entry.type().replace(".", "").toLowerCase(java.util.Locale.ROOT);
      row(
          "[`" + entry.type() + "`](#" + anchor + ")",
          entry.description(),
          entry.owner(),
          entry.version(),
          entry.status());
    }
  }

  private void entry(Entry entry) {
    line("", "## " + entry.type(), "");
    line(entry.title() + ". " + entry.description(), "");
    if (!entry.trigger().isEmpty()) {
      line("**Sent** " + entry.trigger() + ".", "");
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
