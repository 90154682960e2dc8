package io.dumul.serving.graph;

import io.dumul.core.edge.WriteMode;
import org.jspecify.annotations.Nullable;

/** What holds for the mutations of all tables. */
public enum GraphMode {
  /** What each table and request says. */
  TABLE(null),
  /** All wait until they are readable. */
  SYNC(WriteMode.SYNC),
  /** None waits. */
  ASYNC(WriteMode.ASYNC),
  /** Nothing is written. */
  READ_ONLY(null);

  private final @Nullable WriteMode global;

  GraphMode(@Nullable WriteMode global) {
    this.global = global;
  }

  @Nullable WriteMode global() {
    return global;
  }
}
