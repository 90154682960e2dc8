package io.dumul.core.edge;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Two tables, and random mutations of few edges with few versions, so that versions collide. */
final class Histories {
  private static final String LIKES =
      """
      database: test
      table: likes
      comment: Someone likes something.
      schema:
        type: EDGE
        source: {type: LONG}
        target: {type: STRING}
        properties:
          - {name: at, type: LONG, nullable: false}
          - {name: mood, type: STRING, nullable: true}
        direction: BOTH
        indexes:
          - {index: recent, fields: [{field: at, order: DESC}]}
          - {index: moods, fields: [{field: mood, order: ASC}, {field: at, order: DESC}]}
        groups:
          - {group: by_mood, type: COUNT, fields: [{name: mood}], ranked: true}
          - {group: everything, type: COUNT, ranked: true}
          - {group: sums, type: SUM, valueField: at, fields: [{name: mood}], directionType: IN, ranked: true}
      """;

  private static final String GIFTS =
      LIKES
          .replace("table: likes", "table: gifts")
          .replace("type: EDGE", "type: MULTI_EDGE\n  id: {type: LONG}");

  static final Definitions DEFINITIONS = definitions();

  private Histories() {}

  private static Definitions definitions() {
    try {
      Path folder = Files.createTempDirectory("dumul-tables");
      for (String part : List.of("events", "metrics", "tables")) {
        Files.createDirectory(folder.resolve(part));
      }
      Files.writeString(folder.resolve("time.yaml"), "lateness: P3D\nahead: PT5M\n");
      Files.writeString(folder.resolve("tables/likes.yaml"), LIKES);
      Files.writeString(folder.resolve("tables/gifts.yaml"), GIFTS);
      return DefinitionFiles.load(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EdgeTable table(Random random) {
    List<EdgeTable> all = List.copyOf(DEFINITIONS.tables());
    return all.get(random.nextInt(all.size()));
  }

  static List<Mutation> draw(EdgeTable table, Random random, int length) {
    List<Mutation> mutations = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      mutations.add(mutation(table, random, i));
    }
    return mutations;
  }

  private static Mutation mutation(EdgeTable table, Random random, int number) {
    List<Mutation.Op> ops = List.of(Mutation.Op.values());
    Mutation.Op op = ops.get(random.nextInt(ops.size()));
    boolean nodes = !table.isMulti() || op == Mutation.Op.INSERT;
    return new Mutation(
        op,
        random.nextInt(8),
        "e" + random.nextInt(100) + "-" + number,
        table.isMulti() ? (Object) (long) random.nextInt(4) : null,
        nodes || random.nextBoolean() ? (long) random.nextInt(3) : null,
        nodes || random.nextBoolean() ? "t" + random.nextInt(3) : null,
        op == Mutation.Op.DELETE ? Map.of() : properties(op, random));
  }

  private static Map<String, @Nullable Object> properties(Mutation.Op op, Random random) {
    Map<String, @Nullable Object> properties = new TreeMap<>();
    if (op == Mutation.Op.INSERT || random.nextBoolean()) {
      properties.put("at", (long) random.nextInt(5));
    }
    if (random.nextBoolean()) {
      properties.put("mood", random.nextBoolean() ? null : "m" + random.nextInt(2));
    }
    return properties;
  }
}
