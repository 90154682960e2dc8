package io.dumul.core.epoch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.EventJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That a user is to be forgotten, with all that stands before this in its partition of the log. It
 * travels as a barrier of an epoch that is never open: to whoever reads epochs it means nothing,
 * and no producer can forge it. As it stands in the log, who reads that anew forgets the user
 * again.
 *
 * @param id of the erasure, which has one such record in each partition
 * @param subject the user
 * @param tables the documents of tables that were made over HTTP and have edges of the user
 */
public record Erasure(String id, String subject, List<String> tables) {
  private static final long NEVER = Long.MAX_VALUE;

  public Erasure {
    tables = List.copyOf(tables);
  }

  /** What goes into a partition of the log. */
  public Barrier barrier(String topicId, int partition) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("subject", subject);
    ArrayNode documents = json.putArray("tables");
    tables.forEach(documents::add);
    return new Barrier(topicId, partition, NEVER, Instant.EPOCH, EventJson.write(json));
  }

  /** Empty where it closes an epoch. */
  public static Optional<Erasure> of(Barrier barrier) {
    if (barrier.epoch() != NEVER) {
      return Optional.empty();
    }
    JsonNode json = EventJson.read(barrier.definitionsHash());
    List<String> tables = new ArrayList<>();
    json.path("tables").forEach(table -> tables.add(table.asText()));
    return Optional.of(
        new Erasure(json.path("id").asText(), json.path("subject").asText(), tables));
  }
}
