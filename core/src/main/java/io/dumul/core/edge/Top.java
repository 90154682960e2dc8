package io.dumul.core.edge;

import java.util.List;

/**
 * What has the most.
 *
 * @param exact whether nothing that is not here has more than the last one here
 * @param bound what nothing that is not here exceeds, beside the last one here
 */
public record Top(List<Ranked> items, boolean exact, long bound) {
  /** A node or a value, and its sum, which is exact always. */
  public record Ranked(Object key, long value) {}

  public Top {
    items = List.copyOf(items);
  }
}
