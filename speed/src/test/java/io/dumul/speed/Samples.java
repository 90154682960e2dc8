package io.dumul.speed;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.Acceptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Definitions, events and settings of the tests. */
final class Samples {
  static final String TOPIC_ID = "the-topic";
  static final byte[] SECRET = "a secret of the tests".getBytes(StandardCharsets.UTF_8);
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Definitions DEFINITIONS =
      DefinitionFiles.load(Path.of("src/test/resources/definitions"));

  private Samples() {}

  static Rules rules(long logStart) {
    return new Rules(
        DEFINITIONS, new Acceptor(DEFINITIONS), SECRET, TOPIC_ID, 1, partition -> logStart, 1);
  }

  static SpeedConfig config(String servers, Path state, StoreKind kind) {
    return new SpeedConfig(
        servers,
        "events",
        "edge-changes",
        Path.of("unused"),
        Path.of("unused"),
        "127.0.0.1",
        0,
        state,
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        1,
        1,
        1,
        kind,
        kind,
        1000);
  }

  static byte[] event(String id, String subject, Instant time, String region, int n) {
    return String.format(
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/tests\",\"type\":\"tapped\",\"time\":\"%s\","
                + "\"subject\":\"%s\",\"datacontenttype\":\"application/json\","
                + "\"data\":{\"region\":\"%s\",\"n\":%d}}",
            id, time, subject, region, n)
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] barrier(int partition, long epoch, Instant closing) {
    return new Barrier(TOPIC_ID, partition, epoch, closing, DEFINITIONS.hash()).sign(SECRET);
  }
}
