package io.dumul.local.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Envelopes with a mistake or none, of what both the schema of CloudEvents and we speak of: we ask
 * for more (time and subject, an object as data, version 1.0).
 */
final class EnvelopeMutations {
  private static final String GOOD =
      """
      {"specversion":"1.0","id":"o-1","source":"/apps/ios","type":"store.liked",
       "time":"2026-03-01T12:00:00.123+09:00","subject":"u-1","data":{"store_id":"s-1"}}
      """;
  private static final List<String> NAMES =
      List.of("id", "source", "type", "subject", "specversion", "time");
  private final Acceptor acceptor =
      new Acceptor(DefinitionFiles.load(Path.of("../../definitions")));

  ObjectNode draw(int seed) {
    Random random = new Random(seed);
    ObjectNode envelope = EventJson.read(GOOD);
    String name = NAMES.get(random.nextInt(NAMES.size()));
    switch (random.nextInt(8)) {
      case 0 -> envelope.put(name, "");
      case 1 -> envelope.put(name, random.nextInt());
      case 2 -> envelope.putObject(name);
      case 3 -> envelope.remove(NAMES.get(random.nextInt(3)));
      case 4 ->
          envelope.put(
              "time",
              List.of("yesterday", "2026-13-01T00:00:00Z", "2026-03-01").get(random.nextInt(3)));
      case 5 -> envelope.put("datacontenttype", "application/json");
      case 6 -> envelope.put("id", "i" + random.nextInt());
      default -> {}
    }
    if (envelope.path("specversion").isTextual()
        && !envelope.path("specversion").asText().isEmpty()) {
      envelope.put("specversion", "1.0");
    }
    return envelope;
  }

  /** Whether nothing of the envelope is wrong; what its data is does not matter. */
  boolean accepts(ObjectNode envelope) {
    byte[] key = envelope.path("subject").asText().getBytes(StandardCharsets.UTF_8);
    byte[] value = EventJson.write(envelope).getBytes(StandardCharsets.UTF_8);
    LogRecord record = new LogRecord(0, 0, Instant.parse("2026-03-01T03:00:10Z"), key, value, null);
    return acceptor.explain(record, Instant.MIN).stream()
        .noneMatch(failure -> failure.reason() == Reason.ENVELOPE);
  }
}
