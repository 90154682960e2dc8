package io.dumul.core.edge;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Takes edges out of an immutable table by ranges of an index: a delete for each that is found. */
public final class Eviction {
  private Eviction() {}

  /**
   * The deletes to be put into the log, each at its edge's version, which it wins as the later
   * event.
   *
   * @param events ids, each greater than those of all events before
   */
  public static CompletableFuture<List<Mutation>> of(
      EdgeTable table, EdgeView view, EdgeQueries.Scan scan, Supplier<String> events) {
    if (table.shape() != EdgeTable.Shape.IMMUTABLE_EDGE) {
      throw new WrongRequestException("table", table.shape().name(), "an immutable table");
    }
    return new EdgeQueries(table, view)
        .scan(scan)
        .thenApply(
            frame -> frame.edges().stream().map(edge -> delete(edge, events.get())).toList());
  }

  private static Mutation delete(LiveEdge edge, String event) {
    return new Mutation(
        Mutation.Op.DELETE,
        edge.version(),
        event,
        edge.id(),
        edge.source(),
        edge.target(),
        java.util.Map.of());
  }
}
