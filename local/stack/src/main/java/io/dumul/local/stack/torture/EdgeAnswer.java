package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * An answer about edges while they change.
 *
 * @param what {@code status} of a mutation, {@code get} of an edge, {@code OUT} or {@code IN} for
 *     the count of that end
 * @param identity of the mutation
 * @param after up to where, by partition, what is read must be known
 */
record EdgeAnswer(
    EdgeSpec table,
    String what,
    EdgeRecount.Edge edge,
    long identity,
    Map<Integer, Long> after,
    JsonNode answer) {
  EdgeAnswer {
    after = Map.copyOf(after);
  }

  @Override
  public String toString() {
    return what + " of " + edge + " after " + after + ": " + answer;
  }
}
