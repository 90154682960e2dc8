package io.dumul.local.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.dumul.local.stack.Http;
import io.dumul.local.stack.Pause;
import io.dumul.local.stack.StackException;
import io.dumul.local.stack.traffic.EventSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client of the collector: sends events in small batches, again where they are not acknowledged,
 * and gives up after some tries.
 */
final class CollectorSink implements EventSink {
  private static final int BATCH = 20;
  private static final int TRIES = 6;

  private final String url;
  private final Map<String, String> headers;
  private final AckBook book;
  private final Report report;
  private final List<byte[]> waiting = new ArrayList<>();

  CollectorSink(String api, String key, AckBook book, Report report) {
    this.url = api + "/v1/events";
    this.headers = Map.of("Authorization", "Bearer " + key);
    this.book = book;
    this.report = report;
  }

  @Override
  public void offer(byte @Nullable [] key, byte[] value) {
    report.add(Report.Count.SENT, 1);
    waiting.add(value);
    if (waiting.size() >= BATCH) {
      flush();
    }
  }

  @Override
  public void flush() {
    List<byte[]> left = new ArrayList<>(waiting);
    waiting.clear();
    for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
      if (i > 0) {
        Pause.millis(300L << i);
      }
      left = send(left);
    }
  }

  /** Sends them all and returns those that were not acknowledged. */
  private List<byte[]> send(List<byte[]> events) {
    try {
      JsonNode body = Http.post(url, headers, batch(events), TYPE).json();
      return unacknowledged(events, body.path("events"));
    } catch (StackException e) {
      return events;
    }
  }

  private static final String TYPE = "application/cloudevents-batch+json";

  private static ArrayNode batch(List<byte[]> events) {
    ArrayNode batch = Http.JSON.createArrayNode();
    for (byte[] event : events) {
      try {
        batch.add(Http.JSON.readTree(event));
      } catch (IOException e) {
        throw new IllegalStateException("traffic without faults is JSON", e);
      }
    }
    return batch;
  }

  private List<byte[]> unacknowledged(List<byte[]> events, JsonNode results) {
    List<byte[]> left = new ArrayList<>(events);
    for (JsonNode result : results) {
      String status = result.path("status").asText();
      if (status.equals("accepted") || status.equals("quarantined")) {
        byte[] event = events.get(result.path("index").asInt());
        book.add(result.path("partition").asInt(), result.path("offset").asLong(), event);
        left.remove(event);
      }
    }
    return left;
  }

  @Override
  public void close() {
    flush();
  }
}
