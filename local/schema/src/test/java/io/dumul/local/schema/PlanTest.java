package io.dumul.local.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  private static final Path SAMPLE = Path.of("../../definitions");

  private static final String SUPERSEDES =
      """
      "x-supersedes": [{"schema": "https://dumul.example/events/searched/0", "version": "1-7-0",
        "steps": [{"rename": "/data/text", "to": "/data/query"}]}], "x-trigger\"""";

  @TempDir private Path folder;

  private String plan(Path definitions, String name) throws IOException {
    Path file = folder.resolve(name);
    assertThat(Main.run("plan", definitions.toString(), "--output", file.toString())).isZero();
    return Files.readString(file);
  }

  @Test
  void tellsOfEveryEventWhenItIsSentAndWhatItSays() throws IOException {
    String plan = plan(SAMPLE, "plan.md");
    assertThat(plan)
        .contains(
            "| [`order.placed`](#orderplaced) | A user ordered and paid. | ordering | 1-1-0 |")
        .contains("**Sent** when the payment has gone through.")
        .contains("| `items[].price` | number, from 0 to 100000000 | yes | price of one, KRW |")
        .contains("| `payment` | one of card, transfer, mobile, points | yes | how it was paid |")
        .contains("- `amount-adds-up`: amount = items - discount + delivery_fee")
        .contains("\"delivery_fee\" : ");
    try (Stream<Path> files = Files.list(SAMPLE.resolve("events"))) {
      assertThat(plan.split("\\*\\*Sent\\*\\* ", -1)).hasSize((int) files.count() + 1);
    }
  }

  @Test
  void thePageNeedsNothingElseAndTakesNoMarkupFromDefinitions() throws IOException {
    String page = plan(SAMPLE, "plan.html");
    assertThat(page)
        .contains("<section id=\"order.placed\">")
        .contains("<td><code>items[].price</code></td>")
        .doesNotContain("src=", "http://", "https://");
    Path definitions = copy();
    Path file = definitions.resolve("events/searched.json");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replace("1-0-0", "2-0-0")
            .replace("A user searched for food", "<script>x</script> & | food")
            .replace("\"x-trigger\"", "\"x-status\": \"deprecated\", " + SUPERSEDES));
    assertThat(plan(definitions, "other.html"))
        .contains("&lt;script&gt;x&lt;/script&gt; &amp; | food", "class=\"deprecated\"")
        .doesNotContain("<script>");
    assertThat(plan(definitions, "other.md"))
        .contains("& \\| food")
        .contains("- 1-7-0 and before it in its model: rename /data/text to /data/query\n");
  }

  @Test
  void anExampleThatIsWrongIsFound() throws IOException {
    Path definitions = copy();
    Path file = definitions.resolve("events/searched.json");
    assertThat(Main.run("check", definitions.toString())).isZero();
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"results\": \\d+}", "\"results\": -1}"));
    assertThat(Main.run("check", definitions.toString())).isEqualTo(1);
  }

  @Test
  void tellsWhereEventsAreSeen() throws IOException {
    Path answer = folder.resolve("coverage.json");
    Files.writeString(
        answer,
        """
        {"from": "2026-03-03T15:00:00Z", "to": "2026-03-10T15:00:00Z", "coverage": [
          {"event_type": "order.accepted", "platform": "(unknown)", "last_seen": null},
          {"event_type": "searched", "platform": "ios", "last_seen": "2026-03-10T03:29:00Z"},
          {"event_type": "searched", "platform": "web", "last_seen": null}]}
        """);
    for (String name : List.of("plan.md", "plan.html")) {
      Path file = folder.resolve(name);
      assertThat(seen(answer.toString(), file)).isZero();
      assertThat(Files.readString(file))
          .contains("2026-03-10T03:29:00Z", "1 of 2", "0 of 1", "without a platform", "never")
          .contains("from 2026-03-03 15:00 to 2026-03-10 15:00");
    }
    Files.writeString(answer, "[]");
    assertThat(seen(answer.toString(), folder.resolve("plan.md"))).isEqualTo(2);
    Files.writeString(folder.resolve("keys"), "analyst read key");
    assertThat(seen("http://127.0.0.1:1", folder.resolve("plan.md"))).isEqualTo(2);
  }

  private int seen(String from, Path to) {
    return Main.run(
        "plan",
        SAMPLE.toString(),
        "--seen",
        from,
        "--keys",
        folder.resolve("keys").toString(),
        "--output",
        to.toString());
  }

  private Path copy() throws IOException {
    Path copy = folder.resolve("definitions");
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(SAMPLE.relativize(file).toString());
        Files.createDirectories(to.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, to);
        }
      }
    }
    return copy;
  }
}
