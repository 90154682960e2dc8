package io.dumul.local.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.Seeds;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeFold;
import io.dumul.core.edge.EdgeJson;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.LiveEdge;
import io.dumul.core.edge.MemoryCells;
import io.dumul.core.edge.Mutation;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checker's own idea of an edge, beside the fold that it judges. */
class EdgeRecountTest {
  private static final Path DEFINITIONS = Place.home().resolve("definitions");
  private static final List<Mutation.Op> OPS = List.of(Mutation.Op.values());
  private static final EdgeSpec SPEC = EdgeSpec.read(DEFINITIONS, "likes");
  private static final EdgeTable TABLE =
      Objects.requireNonNull(DefinitionFiles.load(DEFINITIONS).table("delivery", "likes"));

  @Seeds
  void seesWhatReadersSeeBehindEveryMutation(long seed, Random random) throws IOException {
    EdgeRecount recount = new EdgeRecount();
    EdgeFold fold = new EdgeFold(0, new MemoryCells().cells());
    for (int offset = 0; offset < 40; offset++) {
      Mutation mutation = mutation(random, offset);
      byte[] event = EdgeEvents.write(TABLE, mutation, EdgeEvents.WAITED, Instant.EPOCH);
      recount.add(0, offset, Http.JSON.readTree(event));
      LiveEdge live = fold.fold(TABLE, mutation, offset, Instant.EPOCH).after();
      EdgeSeen seen = live == null ? null : EdgeSeen.of(json(live));
      EdgeRecount.Edge edge =
          new EdgeRecount.Edge(
              "delivery.likes",
              String.valueOf(mutation.source()),
              String.valueOf(mutation.target()));
      assertThat(recount.seen(SPEC, edge, EdgeRecount.ALL)).isEqualTo(seen);
    }
  }

  /** As it comes over HTTP. */
  private static JsonNode json(LiveEdge live) throws IOException {
    ObjectNode json = EdgeJson.edge(live);
    return Http.JSON.readTree(json.toString());
  }

  private static Mutation mutation(Random random, int number) {
    Mutation.Op op = OPS.get(random.nextInt(OPS.size()));
    Map<String, @Nullable Object> properties = new TreeMap<>();
    if (op != Mutation.Op.DELETE) {
      if (op == Mutation.Op.INSERT || random.nextBoolean()) {
        properties.put("at", (long) random.nextInt(5));
      }
      if (random.nextBoolean()) {
        properties.put("region", random.nextBoolean() ? "r" + random.nextInt(3) : null);
      }
    }
    String event = Integer.toHexString(random.nextInt(16)) + "-" + number;
    return new Mutation(
        op, random.nextInt(6), event, null, "u", "s-" + random.nextInt(2), properties);
  }
}
