package io.dumul.local.schema;

import io.dumul.local.schema.TrackingPlan.Entry;
import io.dumul.local.schema.TrackingPlan.Property;
import java.util.ArrayList;
import java.util.List;

/** A tracking plan as one web page, which needs nothing else. */
final class PlanHtml {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Tracking plan</title>
      <style>
      :root { --ink: #14213a; --soft: #5a6784; --line: #d9dfeb; --ground: #f6f8fc; --paper: #fff; --link: #1f5fbf; color-scheme: light dark; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6ecf8; --soft: #9dabc8; --line: #2c3954; --ground: #0f1626; --paper: #17213a; --link: #6ea8ff; } }
      body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
      main { max-width: 70rem; margin: 0 auto; padding: 1rem 1.4rem 4rem; }
      a { color: var(--link); }
      section { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: .4rem 1.2rem 1rem; margin: 1.2rem 0; }
      h2 { margin: .6rem 0 .2rem; overflow-wrap: anywhere; }
      .facts { color: var(--soft); }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
      th { color: var(--soft); font-weight: 500; }
      code, pre { font-size: .9em; }
      pre { overflow-x: auto; background: var(--ground); border-radius: 8px; padding: .7rem; }
      .deprecated, .draft { border: 1px solid; border-radius: 5px; padding: 0 .4rem; }
      </style>
      </head>
      <body>
      <main>
      <h1>Tracking plan</h1>
      <p class="facts">Made from the definitions by <code>./dumul schema plan</code>.</p>
      """;

  private final StringBuilder out = new StringBuilder(HEAD);

  private PlanHtml() {}

  static String of(TrackingPlan plan) {
    PlanHtml page = new PlanHtml();
    page.index(plan);
    plan.entries().forEach(entry -> page.entry(plan, entry));
    return page.out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void index(TrackingPlan plan) {
    List<String> heads =
        new ArrayList<>(List.of("event", "what happened", "owner", "version", "status"));
    if (plan.coverage() != null) {
      heads.add("seen on");
    }
    table(heads, plan.entries().stream().map(entry -> summary(plan, entry)).toList());
  }

  private static List<String> summary(TrackingPlan plan, Entry entry) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                "<a href=\"#" + text(entry.type()) + "\">" + code(entry.type()) + "</a>",
                text(entry.description()),
                text(entry.owner()),
                text(entry.version()),
                status(entry)));
    if (plan.coverage() != null) {
      cells.add(text(plan.coverage().summary(entry.type())));
    }
    return cells;
  }

  private void entry(TrackingPlan plan, Entry entry) {
    out.append("<section id=\"").append(text(entry.type())).append("\">\n");
    element("h2", text(entry.type()));
    element("p", text(entry.title() + ". " + entry.description()));
    if (!entry.trigger().isEmpty()) {
      element("p", "<b>Sent</b> " + text(entry.trigger()) + ".");
    }
    if (plan.coverage() != null) {
      element("h3", "Seen " + text(plan.coverage().span()));
      table(
          List.of("platform", "last"),
          plan.seen(entry).entrySet().stream()
              .map(seen -> List.of(text(seen.getKey()), text(seen.getValue())))
              .toList());
    }
    String facts = "Owner: " + entry.owner() + ". Version: " + entry.version() + ". ";
    out.append("<p class=\"facts\">").append(text(facts)).append(status(entry)).append("</p>\n");
    table(
        List.of("property", "type", "required", "meaning"),
        entry.properties().stream().map(PlanHtml::row).toList());
    if (!entry.rules().isEmpty()) {
      element("h3", "Rules");
      entry.rules().forEach(rule -> element("p", code(rule.id()) + ": " + text(rule.message())));
    }
    if (!entry.supersedes().isEmpty()) {
      element("h3", "Read as this version");
      entry.supersedes().forEach(older -> element("p", text(older)));
    }
    if (!entry.example().isEmpty()) {
      element("pre", text(entry.example()));
    }
    out.append("</section>\n");
  }

  private static List<String> row(Property property) {
    return List.of(
        code(property.name()),
        text(property.type()),
        property.required() ? "yes" : "",
        text(property.description()));
  }

  private static String status(Entry entry) {
    String status = text(entry.status());
    return "<span class=\"" + status + "\">" + status + "</span>";
  }

  private void table(List<String> heads, List<List<String>> rows) {
    out.append("<div class=\"scroll\"><table>\n<tr>");
    heads.forEach(head -> out.append("<th>").append(head).append("</th>"));
    out.append("</tr>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(cell).append("</td>"));
      out.append("</tr>\n");
    }
    out.append("</table></div>\n");
  }

  private void element(String name, String content) {
    out.append('<').append(name).append('>').append(content);
    out.append("</").append(name).append(">\n");
  }

  private static String code(String content) {
    return "<code>" + text(content) + "</code>";
  }

  private static String text(String content) {
    return content
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
