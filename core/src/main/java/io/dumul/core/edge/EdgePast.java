package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.EventJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an edge, as batch has written it down from the log: complete up to the end of an
 * epoch, which each answer names.
 */
public final class EdgePast {
  /** The most changes of an answer. */
  public static final int MOST = 1_000;

  private final EdgeTable table;
  private final EdgeView view;

  public EdgePast(EdgeTable table, EdgeView view) {
    this.table = table;
    this.view = view;
  }

  /**
   * The newest changes of an edge, the newest first.
   *
   * @param source with the target in a table where these identify an edge; else null
   * @param id in a table of edges with ids; else null
   */
  public CompletableFuture<ObjectNode> changes(
      @Nullable String source, @Nullable String target, @Nullable String id, int limit) {
    if (limit < 1 || limit > MOST) {
      throw new WrongRequestException("limit", "" + limit, "1 to " + MOST);
    }
    EdgeKey key =
        table.id() == null
            ? new EdgeKey(
                node("source", table.source(), source), node("target", table.target(), target))
            : new EdgeKey(node("id", table.id(), id), null);
    CompletableFuture<List<EdgeCell>> through =
        view.row(EdgeRows.receipts(0), EdgeCells.one(EdgeRows.THROUGH));
    return through.thenCombine(
        view.row(EdgeRows.history(table, key), EdgeView.Columns.ALL),
        (epoch, changes) -> answer(epoch, changes, limit));
  }

  private static Object node(String parameter, ValueKind kind, @Nullable String text) {
    try {
      if (text != null) {
        return kind.parse(text);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new WrongRequestException(parameter, String.valueOf(text), kind.name());
  }

  private static ObjectNode answer(List<EdgeCell> epoch, List<EdgeCell> changes, int limit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("changes");
    for (int i = changes.size() - 1; i >= 0 && list.size() < limit; i--) {
      list.add(EventJson.read(changes.get(i).present()));
    }
    json.put("count", list.size()).put("total", changes.size());
    json.put("throughEpoch", epoch.isEmpty() ? -1 : EdgeBytes.number(epoch.get(0).present()));
    json.putObject("context");
    return json;
  }

  /**
   * The cell of a change.
   *
   * @param state the cell of the edge's state
   * @param offset of its event in the log
   * @param number tells two changes by one event apart
   */
  public static EdgeCell change(EdgeCell state, long offset, int number, JsonNode change) {
    byte[] value = change.toString().getBytes(StandardCharsets.UTF_8);
    EdgeCell cell = gone(state, offset, number);
    return new EdgeCell(cell.row(), cell.column(), value);
  }

  /** The same cell, to be removed. */
  public static EdgeCell gone(EdgeCell state, long offset, int number) {
    byte[] column = ByteBuffer.allocate(9).putLong(offset).put((byte) number).array();
    return new EdgeCell(EdgeRows.history(state.row()), column, null);
  }

  /** The cell that says up to which epoch all changes are written. */
  public static EdgeCell through(long epoch) {
    return new EdgeCell(EdgeRows.receipts(0), EdgeRows.THROUGH, EdgeBytes.number(epoch));
  }

  /** What such a cell says; -1 where it is not there. */
  public static long through(EdgeRepair edges) {
    List<EdgeStore.Versioned> cells =
        edges.row(EdgeRows.receipts(0), EdgeCells.one(EdgeRows.THROUGH));
    return cells.isEmpty() ? -1 : EdgeBytes.number(cells.get(0).cell().present());
  }
}
