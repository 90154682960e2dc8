package io.dumul.hbase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.LocalDay;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Published;
import io.dumul.core.view.SpeedProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of control as JSON. Each has a version {@code v}; one value always has the same
 * bytes, because they are compared.
 */
final class ControlJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private ControlJson() {}

  static byte[] bytes(Publications publications) {
    ObjectNode json = versioned();
    json.put("last", publications.last()).put("published", publications.published());
    ArrayNode attempts = json.putArray("attempts");
    publications.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
    return bytes(json);
  }

  static Publications publications(byte[] bytes) {
    JsonNode json = read(bytes);
    List<Attempt> attempts = new ArrayList<>();
    json.required("attempts").forEach(attempt -> attempts.add(attempt(attempt)));
    return new Publications(number(json, "last"), number(json, "published"), attempts);
  }

  private static ObjectNode attempt(Attempt attempt) {
    Published publication = attempt.publication();
    ObjectNode json =
        JSON.createObjectNode()
            .put("number", publication.number())
            .put("base", attempt.base())
            .put("epoch", publication.epoch())
            .put("closing", publication.closing().toString())
            .put("snapshot", publication.snapshot());
    ArrayNode metrics = json.putArray("metrics");
    new TreeSet<>(publication.metrics()).forEach(metrics::add);
    ArrayNode days = json.putArray("days");
    attempt.days().stream().map(LocalDay::toString).sorted().forEach(days::add);
    return json;
  }

  private static Attempt attempt(JsonNode json) {
    Set<Long> metrics = new HashSet<>();
    json.required("metrics").forEach(metric -> metrics.add(metric.longValue()));
    Set<LocalDay> days = new HashSet<>();
    json.required("days").forEach(day -> days.add(LocalDay.parse(day.textValue())));
    Published publication =
        new Published(
            number(json, "number"),
            number(json, "epoch"),
            instant(json, "closing"),
            number(json, "snapshot"),
            metrics);
    return new Attempt(publication, number(json, "base"), days);
  }

  static byte[] bytes(SpeedProgress progress) {
    ObjectNode json =
        versioned()
            .put("partition", progress.partition())
            .put("partitions", progress.partitions())
            .put("generation", progress.generation())
            .put("offset", progress.offset())
            .put("appendTime", progress.appendTime().toString())
            .put("openEpoch", progress.openEpoch())
            .put("definitionsHash", progress.definitionsHash());
    ObjectNode ledgers = json.putObject("ledgers");
    new TreeMap<>(progress.ledgers())
        .forEach((epoch, ledger) -> ledgers.set(Long.toString(epoch), ledger(ledger)));
    ObjectNode since = json.putObject("since");
    new TreeMap<>(progress.since())
        .forEach((metric, epoch) -> since.put(Long.toString(metric), epoch));
    return bytes(json);
  }

  static SpeedProgress progress(byte[] bytes) {
    JsonNode json = read(bytes);
    Map<Long, Ledger> ledgers = new HashMap<>();
    json.required("ledgers")
        .properties()
        .forEach(field -> ledgers.put(Long.valueOf(field.getKey()), ledger(field.getValue())));
    Map<Long, Long> since = new HashMap<>();
    json.required("since")
        .properties()
        .forEach(field -> since.put(Long.valueOf(field.getKey()), field.getValue().longValue()));
    return new SpeedProgress(
        json.required("partition").intValue(),
        json.required("partitions").intValue(),
        json.required("generation").intValue(),
        number(json, "offset"),
        instant(json, "appendTime"),
        number(json, "openEpoch"),
        ledgers,
        since,
        json.required("definitionsHash").textValue());
  }

  private static ArrayNode ledger(Ledger ledger) {
    return JSON.createArrayNode()
        .add(ledger.records())
        .add(ledger.accepted())
        .add(ledger.duplicates())
        .add(ledger.rejected())
        .add(ledger.hash());
  }

  private static Ledger ledger(JsonNode json) {
    return new Ledger(
        json.required(0).longValue(),
        json.required(1).longValue(),
        json.required(2).longValue(),
        json.required(3).longValue(),
        json.required(4).longValue());
  }

  static byte[] bytes(long expiredThrough) {
    return bytes(versioned().put("through", expiredThrough));
  }

  static long expired(byte @Nullable [] bytes) {
    return bytes == null ? -1 : number(read(bytes), "through");
  }

  private static ObjectNode versioned() {
    return JSON.createObjectNode().put("v", VERSION);
  }

  private static long number(JsonNode json, String field) {
    return json.required(field).longValue();
  }

  private static Instant instant(JsonNode json, String field) {
    return Instant.parse(json.required(field).textValue());
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode read(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      int version = json.path("v").intValue();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "control: version " + version + " (expected: " + VERSION + ")");
      }
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException("control: a column is damaged", e);
    }
  }
}
