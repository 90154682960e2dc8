package io.dumul.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One event type and a metric of each sort. */
final class TestDefinitions {
  private TestDefinitions() {}

  static void write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("events"));
    Files.createDirectories(folder.resolve("metrics"));
    Files.writeString(folder.resolve("time.yaml"), "lateness: P2D\nahead: P1000D\n");
    Files.writeString(
        folder.resolve("events/sale.json"),
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://dumul.example/events/sale/1",
          "title": "Sale",
          "description": "Something was sold.",
          "x-type": "sale",
          "x-version": "1-0-0",
          "x-owner": "test",
          "type": "object",
          "properties": {
            "store": {"description": "where", "type": "string", "maxLength": 32},
            "amount": {"description": "how much", "type": "number"}
          },
          "required": ["store", "amount"],
          "additionalProperties": false
        }
        """);
    metric(folder, "sales", "store", "[/data/store]", "day", "Asia/Seoul", "kind: count");
    metric(folder, "all-sales", "all", "", "day", "UTC", "kind: count");
    metric(
        folder,
        "revenue",
        "store",
        "[/data/store]",
        "hour",
        "Asia/Seoul",
        "kind: sum\n  value: /data/amount");
    metric(
        folder,
        "buyers",
        "store",
        "[/data/store]",
        "day",
        "Asia/Seoul",
        "kind: distinct\n  value: /subject");
  }

  static void metric(
      Path folder, String name, String entity, String key, String unit, String zone, String kind)
      throws IOException {
    Files.writeString(
        folder.resolve("metrics/" + name + ".yaml"),
        """
        name: %s
        version: 1
        description: A metric.
        owner: test
        events: [sale]
        key:
          entity: %s
        %s
        bucket:
          unit: %s
          zone: %s
        aggregate:
          %s
        """
            .formatted(name, entity, key.isEmpty() ? "" : "  fields: " + key, unit, zone, kind));
  }
}
