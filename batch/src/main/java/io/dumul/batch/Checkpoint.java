package io.dumul.batch;

import java.io.Serializable;

/** Told when a step passes a named point at which a test may let it die. */
@FunctionalInterface
interface Checkpoint extends Serializable {
  Checkpoint NONE = point -> {};

  void passed(String point);
}
