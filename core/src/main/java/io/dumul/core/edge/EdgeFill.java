package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fills the indexes and groups that tables have gained, in one partition, from the states of its
 * edges, while mutations go on. It goes through all cells twice, in the order of their keys, some
 * at a time: first it takes away what is left of parts that had the same name, then it derives the
 * cells of each edge. A mutation derives the new parts of an edge that stands before the place
 * where the second way is, and leaves them out of one behind it, to which that comes later. So each
 * edge is derived once, and what is filled in the end is what would have been folded from the
 * beginning.
 *
 * <p>How far it is stands among the cells, in the transactions of what it writes.
 */
final class EdgeFill {
  private static final byte[] START = {};
  private static final String TABLE = "table ";

  private final byte[] place;
  private final EdgeFold fold;
  private final EdgeFold.Cells cells;
  private final Map<Long, EdgeTable> tables = new HashMap<>();
  private final Map<Long, EdgeTable> without = new HashMap<>();
  private final Map<Long, EdgeTable> gained = new HashMap<>();
  private final NavigableSet<String> first;
  private final NavigableSet<String> built;
  private final NavigableSet<String> filling = new TreeSet<>();
  private boolean deriving;
  private byte[] cursor = START;

  EdgeFill(int partition, Collection<EdgeTable> declared, EdgeFold fold, EdgeFold.Cells cells) {
    this.place = EdgeCell.key(EdgeRows.receipts(partition), EdgeRows.FILL);
    this.fold = fold;
    this.cells = cells;
    byte[] before = cells.get(place);
    JsonNode json = before == null ? JsonNodeFactory.instance.objectNode() : EventJson.read(before);
    this.first = EdgeParts.texts(json, "first");
    this.built = EdgeParts.texts(json, "built");
    for (EdgeTable table : declared) {
      boolean begins = before == null || built.add(TABLE + table.code());
      built.add(TABLE + table.code());
      if (begins) {
        first.addAll(table.parts().values());
        built.addAll(table.parts().values());
      }
      tables.put(table.code(), table);
    }
    NavigableSet<String> all = EdgeParts.all(declared);
    first.retainAll(all);
    built.removeIf(part -> !part.startsWith(TABLE) && !all.contains(part));
    filling.addAll(all);
    filling.removeAll(built);
    if (filling.equals(EdgeParts.texts(json, "filling"))) {
      deriving = json.path("deriving").asBoolean();
      cursor = cursor(json);
    }
    tables.values().forEach(this::prepare);
    byte[] now = bytes();
    if (!Arrays.equals(now, before)) {
      cells.put(place, now);
    }
  }

  private static byte[] cursor(JsonNode json) {
    try {
      return json.path("cursor").binaryValue() == null ? START : json.path("cursor").binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare(EdgeTable table) {
    if (table.parts().values().stream().anyMatch(filling::contains)) {
      without.put(table.code(), table.keeping(part -> !filling.contains(part)));
      gained.put(table.code(), table.keeping(filling::contains));
    }
  }

  private byte[] bytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json.putArray("first"), first);
    put(json.putArray("built"), built);
    if (!filling.isEmpty()) {
      put(json.putArray("filling"), filling);
      json.put("deriving", deriving).put("cursor", cursor);
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ArrayNode list, Set<String> parts) {
    parts.forEach(list::add);
  }

  boolean isDone() {
    return filling.isEmpty();
  }

  /** The table with the parts that an edge has by now. */
  EdgeTable at(EdgeTable table, byte[] state) {
    EdgeTable reduced = without.get(table.code());
    boolean passed = deriving && Arrays.compareUnsigned(state, cursor) <= 0;
    return reduced == null || passed ? table : reduced;
  }

  /** Looks at some more cells. */
  void step(int most) {
    if (isDone()) {
      return;
    }
    List<byte[]> keys = new ArrayList<>();
    cells.visit(
        cursor,
        key -> {
          if (!Arrays.equals(key, cursor)) {
            keys.add(key);
          }
          return keys.size() < most;
        });
    keys.forEach(key -> take(key));
    boolean end = keys.size() < most;
    if (end && deriving) {
      built.addAll(filling);
      filling.clear();
      without.clear();
      gained.clear();
    }
    cursor = end ? START : keys.get(keys.size() - 1);
    deriving = deriving != end;
    cells.put(place, bytes());
  }

  private void take(byte[] key) {
    EdgeCell cell = EdgeCell.of(key, null);
    EdgeCells.Kind kind = EdgeCells.kind(cell);
    EdgeTable table =
        kind == null || kind == EdgeCells.Kind.RECEIPT ? null : gained.get(EdgeCells.table(cell));
    if (table == null || kind == null) {
      return;
    }
    if (!deriving) {
      String part = EdgeCells.part(table, kind, cell);
      if (part != null && table.has(part)) {
        cells.put(key, null);
      }
    } else if (kind == EdgeCells.Kind.STATE) {
      derive(table, cell, cells.get(key));
    }
  }

  private void derive(EdgeTable table, EdgeCell cell, byte @Nullable [] state) {
    LiveEdge edge = EdgeBytes.state(state).live(table, EdgeCells.edge(table, cell));
    if (edge != null) {
      fold.gain(table, edge);
    }
  }
}
