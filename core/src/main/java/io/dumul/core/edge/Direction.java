package io.dumul.core.edge;

import java.util.List;

/** From which end an edge is looked at. */
public enum Direction {
  /** From its source. */
  OUT,
  /** From its target. */
  IN;

  /** Stands for it in rows. */
  int code() {
    return this == OUT ? 'o' : 'i';
  }

  /** The node at this end. */
  Object node(LiveEdge edge) {
    return this == OUT ? edge.source() : edge.target();
  }

  /** From which ends a table or a group is kept. */
  public enum Kept {
    OUT,
    IN,
    BOTH;

    public List<Direction> directions() {
      return switch (this) {
        case OUT -> List.of(Direction.OUT);
        case IN -> List.of(Direction.IN);
        case BOTH -> List.of(Direction.OUT, Direction.IN);
      };
    }
  }
}
