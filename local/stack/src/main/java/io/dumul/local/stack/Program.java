package io.dumul.local.stack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a process of the stack runs.
 *
 * @param command asked for when it starts
 * @param environment added to the launcher's own
 * @param ports the ports that it listens on, by the key of their setting
 * @param probe whether clients are served now
 */
record Program(
    String name,
    Supplier<List<String>> command,
    Map<String, String> environment,
    Map<String, Integer> ports,
    Probe probe) {
  Program {
    environment = Map.copyOf(environment);
    ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
  }

  /** The name without its number. */
  static String kind(String name) {
    return name.replaceFirst("-[0-9]+$", "");
  }

  /** Asks a process whether it serves clients; an exception means not yet. */
  @FunctionalInterface
  interface Probe {
    boolean ready() throws Exception;
  }
}
