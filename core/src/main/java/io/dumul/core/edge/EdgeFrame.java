package io.dumul.core.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some edges, and where the next ones are.
 *
 * @param total how many there are in all; -1 where that was not asked
 * @param offset what to ask with for those behind; null where there are none
 */
public record EdgeFrame(List<LiveEdge> edges, long total, @Nullable String offset) {
  public EdgeFrame {
    edges = List.copyOf(edges);
  }
}
