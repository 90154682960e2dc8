package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which indexes and groups of declared tables can be read. One that a table had from its beginning
 * can; one that it gained later can when every partition has filled it and batch has found all its
 * cells to be as the log says.
 */
public final class EdgeParts {
  private EdgeParts() {}

  /** What readers need to know. */
  public record Known(@Nullable NavigableSet<String> parts) {
    /** The names of the parts of a table that cannot be read yet, as {@code group by_day}. */
    public NavigableSet<String> missing(EdgeTable table) {
      TreeSet<String> missing = new TreeSet<>();
      if (parts != null && table.created() == null) {
        table.parts().forEach((name, id) -> add(missing, name, id));
      }
      return missing;
    }

    /** The table with those of its parts alone that can be read. */
    public EdgeTable readable(EdgeTable table) {
      return parts == null || missing(table).isEmpty() ? table : table.keeping(parts::contains);
    }

    private void add(NavigableSet<String> missing, String name, String id) {
      if (parts != null && !parts.contains(id)) {
        missing.add(name);
      }
    }
  }

  /** The ids of all parts of some tables. */
  static NavigableSet<String> all(Collection<EdgeTable> tables) {
    TreeSet<String> all = new TreeSet<>();
    tables.forEach(table -> all.addAll(table.parts().values()));
    return all;
  }

  /** What can be read now. Before the speed layer has said anything, there is nothing to miss. */
  public static CompletableFuture<Known> read(EdgeView view) {
    return view.row(EdgeRows.receipts(0), EdgeCells.one(EdgeRows.FILL))
        .thenCombine(
            view.row(EdgeRows.receipts(0), EdgeCells.one(EdgeRows.SWITCHED)),
            (filled, switched) -> {
              if (filled.isEmpty()) {
                return new Known(null);
              }
              TreeSet<String> parts = new TreeSet<>(texts(json(filled), "first"));
              if (!switched.isEmpty()) {
                parts.addAll(texts(json(switched), "parts"));
              }
              return new Known(Collections.unmodifiableNavigableSet(parts));
            });
  }

  private static JsonNode json(List<EdgeCell> cells) {
    return EventJson.read(cells.get(0).present());
  }

  static NavigableSet<String> texts(JsonNode json, String name) {
    TreeSet<String> all = new TreeSet<>();
    json.path(name).forEach(one -> all.add(one.asText()));
    return all;
  }

  /** Why not all parts of some tables are filled in a partition; null where they are. */
  public static @Nullable String unfilled(
      EdgeRepair edges, int partition, Collection<EdgeTable> tables) {
    List<Versioned> cells = edges.row(EdgeRows.receipts(partition), EdgeCells.one(EdgeRows.FILL));
    if (cells.isEmpty()) {
      return null;
    }
    NavigableSet<String> built = texts(EventJson.read(cells.get(0).cell().present()), "built");
    for (EdgeTable table : tables) {
      for (var part : table.parts().entrySet()) {
        if (table.created() == null && !built.contains(part.getValue())) {
          return "the speed layer fills "
              + part.getKey()
              + " of "
              + table.fullName()
              + " in partition "
              + partition;
        }
      }
    }
    return null;
  }

  /** The cell that lets all parts of these tables be read. */
  public static EdgeCell switched(Collection<EdgeTable> tables) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode parts = json.putArray("parts");
    all(tables).forEach(parts::add);
    byte[] value = json.toString().getBytes(StandardCharsets.UTF_8);
    return new EdgeCell(EdgeRows.receipts(0), EdgeRows.SWITCHED, value);
  }
}
