package io.dumul.batch.log;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of offsets of one partition.
 *
 * @param from the first offset
 * @param to the offset before which it ends
 */
public record Slice(int partition, long from, long to) implements Serializable {

  /** Cuts it into slices of at most so many offsets; an empty slice gives none. */
  public List<Slice> cut(long most) {
    List<Slice> slices = new ArrayList<>();
    for (long start = from; start < to; start += most) {
      slices.add(new Slice(partition, start, Math.min(start + most, to)));
    }
    return slices;
  }
}
