package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;

/** What the cases ask; each answer has {@code http}, the status, and the members of the body. */
public interface InteractionApi {
  /**
   * @param items as in the cases: type, version, source, target, id, properties
   */
  JsonNode mutate(String table, ArrayNode items);

  /**
   * @param step with op get, ids, count, scan, agg or scan_delete
   * @param offset of the page before; empty for none
   */
  JsonNode ask(JsonNode step, String offset);

  /** Lets time pass; nothing happens where the clock is not ours. */
  void advance(Duration by);

  /** How many records were written; -1 where that is not known. */
  long records(String topic);
}
