package io.dumul.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake is one edit of the sample; the message says file, line and what was expected. */
class WrongDefinitionTest {
  private static final Path SAMPLE = Path.of("../definitions");
  @TempDir private Path folder;

  @BeforeEach
  void copySample() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLE)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(SAMPLE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind: sum              | kind: summ              | 13: aggregate.kind: summ (expected: one of [count",
        "kind: sum              | kinds: sum              | 13: aggregate.kind: missing (expected: ",
        "value: /data/amount    | value: /data/amonut     | 14: aggregate.value: /data/amonut (expected: a property in the schema of order.placed)",
        "value: /data/amount    | value: /data/items      | 14: aggregate.value: /data/items (expected: a field of one scalar type",
        "value: /data/amount    | value: /data/payment    | 14: aggregate.value: /data/payment (expected: a field of type number or integer, found [string])",
        "value: /data/amount    | value: data/amount      | 14: aggregate.value: data/amount (expected: a JSON pointer",
        "value: /data/amount    | `k: 3`                  | 13: aggregate.",
        "value: /data/amount    | `value: /data/amount\n  k: 3` | 15: aggregate.parameter: k (expected: none)",
        "name: store-revenue    | name: Store revenue     | 1: name: Store revenue (expected: lower-case letters",
        "name: store-revenue    | name: store-views       | ?:metrics/store-views.yaml:1: name: store-views (expected: a name that no other file has)",
        "version: 1             | version: one            | 2: version: one (expected: an integer >= 1)",
        "version: 1             | version: 0              | 2: version: 0 (expected: an integer >= 1)",
        "version: 1             | `version: 1\nversion: 1` | 3: Duplicate",
        "owner: ordering        | owner: ''               | 4: owner:",
        "owner: ordering        | color: red              | 4: color (expected: one of [name, version",
        "events: [order.placed] | events: []              | 5: events: [] (expected: a list of event types)",
        "events: [order.placed] | events: [order.lost]    | 5: events[0]: order.lost (expected: one of [cart.added, ",
        "events: [order.placed] | events: [order.placed, order.placed] | 5: events[1]: order.placed (expected: every event type once)",
        "events: [order.placed] | events: [order.placed, searched] | 14: aggregate.value: /data/amount (expected: a property in the schema of searched)",
        "entity: store          | entity: all             | 8: key.fields: [\"/data/store_id\"] (expected: no fields",
        "fields: [/data/store_id] | fields: [/data/store_id, /subject] | ?: key.fields: 2 fields (expected: 1, as metric",
        "fields: [/data/store_id] | size: 1               | 8: key.size (expected: one of [entity, fields])",
        "unit: day              | unit: week              | 10: bucket.unit: week (expected: hour or day)",
        "zone: Asia/Seoul       | zone: Asia/Seol         | 11: bucket.zone: Asia/Seol (expected: a time zone",
        "zone: Asia/Seoul       | zone: '+09:00'          | 11: bucket.zone: +09:00 (expected: a time zone",
        "aggregate:             | `aggregate: [`          | 1",
        "key:                   | `filter:\n  - {field: /data/payment, equals: 1}\nkey:` | 7: filter[0].equals: 1 (expected: a value of the field's type [string])",
        "key:                   | `filter:\n  - {field: /data/payment, at-least: 1}\nkey:` | 7: filter[0].at-least: 1 (expected: a number, to compare",
        "key:                   | `filter:\n  - {field: /data/payment, like: 1}\nkey:` | 7: filter[0].like (expected: one of [field, at-least",
        "key:                   | `filter:\n  - {field: /data/payment}\nkey:` | 7: filter[0]: {\"field\":\"/data/payment\"} (expected: field and one test of",
        "key:                   | `filter:\n  - {field: /data/payment, present: false}\nkey:` | 7: filter[0].present: false (expected: true)",
      })
  void namesTheLineOfAMetric(String found, String instead, String message) throws IOException {
    edit("metrics/store-revenue.yaml", found, instead);
    String place = "metrics/store-revenue.yaml:";
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .isInstanceOf(DefinitionException.class)
        .message()
        .satisfies(
            text -> {
              if (message.startsWith("?")) {
                assertThat(text).contains(message.substring(2));
              } else {
                assertThat(text).startsWith(place + message);
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"x-type\": \"searched\" | \"x-type\": \"\"          | 7: x-type:  (expected: ",
        "\"x-type\": \"searched\" | \"x-type\": \"store.viewed\" | ?:events/store.viewed.json:7: x-type: store.viewed (expected: a type that no other file has)",
        "\"x-version\": \"1-0-0\" | \"x-version\": \"1-0\"     | 8: x-version: 1-0 (expected: MODEL-REVISION-ADDITION",
        "\"x-owner\": \"discovery\", | \"x-owner\": \"discovery\", \"x-status\": \"new\", | 9: x-status: new (expected: draft, published or deprecated)",
        "\"x-owner\":            | \"x-oner\":               | 9: x-oner (expected: a keyword",
        "\"type\": \"object\"    | \"type\": \"array\"       | 10: type: array (expected: object)",
        "\"required\":           | \"requierd\":             | 39: requierd (expected: a keyword of JSON Schema 2020-12",
        "\"minimum\": 0          | \"minimum\": \"none\"     | 22: ",
        "\"minimum\": 0          | \"minimun\": 0            | 22: properties.results.minimun (expected: a keyword",
        "\"minimum\": 0          | \"$ref\": \"file:///etc/passwd\" | 22: properties.results.$ref: file:///etc/passwd (expected: a reference within",
        "\"minimum\": 0          | \"$ref\": \"classpath:draft/a.json\" | 22: properties.results.$ref: classpath:draft/a.json (expected: a reference within",
        "\"minimum\": 0          | \"$ref\": \"#/$defs/none\" | 22: properties.results.$ref: #/$defs/none (expected: a reference to a schema",
        "\"minimum\": 0          | \"$ref\": \"#/properties/results\" | 19: properties.results: $ref (expected: no circle of references",
        "\"minimum\": 0          | \"allOf\": [{\"$ref\": \"#/properties/results\"}] | 19: properties.results: $ref (expected: no circle of references",
        "\"minimum\": 0          | \"pattern\": \"(a)\\\\1\" | 22: properties.results.pattern: a back reference or looking around (expected: a pattern of ECMA-262",
        "\"minimum\": 0          | \"pattern\": \"(a\" | 22: properties.results.pattern: a ( without a ) at 2 (expected: a pattern of ECMA-262",
        "\"minimum\": 0          | \"$id\": \"https://a.example/b\" | 22: properties.results.$id: https://a.example/b (expected: an $id at the root only",
        "\"minimum\": 0          | \"$ref\": \"https://a.example/b\" | 22: properties.results.$ref: https://a.example/b (expected: a reference within",
        "https://json-schema.org/draft/2020-12/schema | http://json-schema.org/draft-07/schema# | 2: $schema: http://json-schema.org/draft-07/schema# (expected: ",
        "https://dumul.example/events/searched/1 | searched | 3: $id: searched (expected: an absolute URI)",
        "\"title\": \"Searched\" | \"title\": \"Searched\", | 4: Unexpected character",
      })
  void namesTheLineOfAnEventType(String found, String instead, String message) throws IOException {
    edit("events/searched.json", found, instead);
    String place = message.startsWith("?") ? "" : "events/searched.json:";
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .isInstanceOf(DefinitionException.class)
        .message()
        .contains(place + message.replaceFirst("^\\?:", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "!has(data.discount)     | data.discont == 0 | 13: x-rules[0].expression: column 5: undefined field 'discont' (expected: an expression of CEL",
        "amount-adds-up          | Adds up           | 12: x-rules[0].id: Adds up (expected: lower-case letters",
        "amount-adds-up          | amount-within-prices | 17: x-rules[1].id: amount-within-prices (expected: an id that no other rule",
        "\"message\":            | \"text\":         | 14: x-rules[0].text (expected: one of [id, expression, message])",
        "data.amount <=          | data.amount +     | 18: x-rules[1].expression: column 61: expected type 'bool' but found 'decimal' (expected: an expression of CEL",
      })
  void namesTheLineOfARule(String found, String instead, String message) throws IOException {
    edit("events/order.placed.json", found, instead);
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .isInstanceOf(DefinitionException.class)
        .message()
        .contains("events/order.placed.json:" + message);
  }

  @ParameterizedTest
  @CsvSource({"P3D,3 days,2", "P3D,PT-1S,2", "ahead,behind,4", "PT5M,P99999D,4"})
  void namesTheLineOfATimeRule(String found, String instead, int line) throws IOException {
    edit("time.yaml", found, instead);
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .isInstanceOf(DefinitionException.class)
        .message()
        .startsWith("time.yaml:" + line + ": ")
        .contains("(expected: ");
  }

  @Test
  void refusesAKeyWithoutBound() throws IOException {
    edit("events/order.placed.json", "\"maxLength\": 64", "\"maxLength\": 6400");
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .message()
        .contains("/data/region (expected: a field whose schema says maxLength up to 512");
  }

  @Test
  void theHashIsOfVersionsAndRulesToo() throws IOException {
    String before = DefinitionFiles.load(folder).hash();
    edit("events/order.placed.json", "data.amount <=", "data.amount <");
    String rule = DefinitionFiles.load(folder).hash();
    edit("events/order.placed.json", "1-1-0", "1-1-1");
    assertThat(DefinitionFiles.load(folder).hash()).isNotEqualTo(rule).isNotEqualTo(before);
    assertThat(rule).isNotEqualTo(before);
  }

  @Test
  void reportsEveryWrongFileAtOnce() throws IOException {
    edit("metrics/store-views.yaml", "hour", "minute");
    edit("metrics/user-spend.yaml", "sum", "add");
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .message()
        .satisfies(text -> assertThat(text.split("\n", -1)).hasSize(2));
  }

  @Test
  void refusesFilesThatAreNoDefinitions() throws IOException {
    Files.writeString(folder.resolve("metrics/notes.txt"), "x");
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .hasMessage("metrics/notes.txt: (expected: only *.yaml files)");
  }

  @Test
  void saysThatTheFolderIsNotThere() {
    assertThatThrownBy(() -> DefinitionFiles.load(folder.resolve("none")))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("events (expected: a folder of *.json files)");
  }

  @Test
  void takesANewMetricFromItsFileAlone() throws IOException {
    String text = Files.readString(folder.resolve("metrics/store-views.yaml"));
    Files.writeString(
        folder.resolve("metrics/new.yaml"), text.replace("name: store-views", "name: new-views"));
    assertThat(DefinitionFiles.load(folder).metric("new-views").version()).isOne();
  }

  private void edit(String name, String found, String instead) throws IOException {
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(found);
    Files.writeString(
        file,
        text.replaceFirst(
            java.util.regex.Pattern.quote(found),
            java.util.regex.Matcher.quoteReplacement(instead.replace("\\n", "\n"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: quality   | kind: good        | 5: alerts[0].kind: good (expected: one of [quality, new-failure, drop, jump])",
        "severity: page  | severity: loud    | 6: alerts[0].severity: loud (expected: one of [ticket, page])",
        "below: 0.90     | below: 1.5        | 8: alerts[0].below: 1.5 (expected: a number from 0 to 1)",
        "below: 0.90     | above: 0.90       | 8: alerts[0].above (expected: one of [name, kind, severity, minimum, by, below, until])",
        "until: 0.95     | until: 0.8        | 9: alerts[0].until: 0.8 (expected: a number from 0.90 to 1)",
        "minimum: 100    | minimum: some     | 10: alerts[0].minimum: some (expected: an integer >= 1)",
        "days: 7         | days: 40          | 15: alerts[1].days: 40 (expected: a number of days from 1 to 28)",
        "source, app]    | country]          | 7: alerts[0].by[2]: country (expected: one of [all, event-type, source, app])",
        "name: failure-new | name: quality-low | 11: alerts[1].name: quality-low (expected: a name that no other",
      })
  void namesTheLineOfAnAlert(String from, String to, String message) throws IOException {
    Path file = folder.resolve("alerts.yaml");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(from), to));
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .message()
        .startsWith("alerts.yaml:" + message);
  }

  @Test
  void alertsNeedTheirMetrics() throws IOException {
    Files.delete(folder.resolve("metrics/quality-app-defects.yaml"));
    assertThatThrownBy(() -> DefinitionFiles.load(folder))
        .message()
        .isEqualTo(
            "alerts.yaml:4: alerts: no metric quality-app-defects (expected: the metrics quality-*,"
                + " which alerts look at)");
  }
}
