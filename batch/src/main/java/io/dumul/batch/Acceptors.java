package io.dumul.batch;

import io.dumul.core.definition.Definitions;
import io.dumul.core.event.Acceptor;
import java.util.concurrent.ConcurrentHashMap;

/** One acceptor for each set of definitions in a JVM, since making one compiles every schema. */
final class Acceptors {
  private static final ConcurrentHashMap<Definitions, Acceptor> MADE = new ConcurrentHashMap<>();

  private Acceptors() {}

  static Acceptor of(Definitions definitions) {
    return MADE.computeIfAbsent(definitions, Acceptor::new);
  }
}
