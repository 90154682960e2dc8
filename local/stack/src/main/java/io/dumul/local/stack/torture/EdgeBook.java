package io.dumul.local.stack.torture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which mutations of edges were acknowledged, and as what. */
final class EdgeBook {
  private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

  void add(long identity, String name) {
    acknowledged.put(identity, name);
  }

  int size() {
    return acknowledged.size();
  }

  /** What each is, for people, by its identity. */
  Map<Long, String> all() {
    return acknowledged;
  }
}
