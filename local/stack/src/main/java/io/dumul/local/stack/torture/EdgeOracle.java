package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.config.SecretFile;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.Topics;
import io.dumul.local.stack.traffic.LogRecount;
import io.dumul.local.stack.traffic.Recount;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the log into a recount of edges, as far as it is there when one asks. */
final class EdgeOracle implements AutoCloseable {
  private final EdgeRecount edges = new EdgeRecount();
  private final Map<Long, Recount.Fate> logged = new HashMap<>();
  private final LogRecount log;

  EdgeOracle(Stack stack) {
    Recount recount =
        new Recount(
            stack.definitions(),
            SecretFile.read(stack.folder().barrierKey()),
            Topics.id(stack.kafka()),
            (metric, key) -> false);
    this.log = new LogRecount(stack.kafka(), Topics.EVENTS, recount, this::counted);
  }

  private void counted(ConsumerRecord<byte[], byte[]> record, Recount.Fate fate) {
    JsonNode event = json(record.value());
    if (fate == Recount.Fate.BARRIER || !event.path("type").asText().startsWith("dumul.edge.")) {
      return;
    }
    logged.merge(
        AckBook.identity(record.value()),
        fate,
        (one, other) -> one == Recount.Fate.ACCEPTED ? one : other);
    if (fate == Recount.Fate.ACCEPTED) {
      edges.add(record.partition(), record.offset(), event);
    }
  }

  private static JsonNode json(byte[] value) {
    try {
      return value == null ? Http.JSON.missingNode() : Http.JSON.readTree(value);
    } catch (IOException e) {
      return Http.JSON.missingNode();
    }
  }

  /** Knows all that stands in the log now; returns up to where that is. */
  Map<Integer, Long> catchUp() {
    log.catchUp();
    return log.position();
  }

  EdgeRecount edges() {
    return edges;
  }

  /** What became of each event of edges, by its identity; accepted where one of several was. */
  Map<Long, Recount.Fate> logged() {
    return logged;
  }

  @Override
  public void close() {
    log.close();
  }
}
