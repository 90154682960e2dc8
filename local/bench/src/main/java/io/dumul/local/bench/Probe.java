package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Sends orders of users that nobody else has, one after the other, and asks for each until the
 * answer has it: from the collector's acknowledgement to the first merged answer.
 */
final class Probe implements Runnable {
  private static final MediaType EVENT = MediaType.parse("application/cloudevents+json");
  private static final long PAUSE_MILLIS = 1000;
  private static final long POLL_MILLIS = 5;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Api api;
  private final String name;
  private final Recorder micros;
  private final AtomicLong accepted;

  /**
   * @param name begins the names of its users
   * @param micros where freshness is recorded
   * @param accepted counts its orders
   */
  Probe(Api api, String name, Recorder micros, AtomicLong accepted) {
    this.api = api;
    this.name = name;
    this.micros = micros;
    this.accepted = accepted;
  }

  @Override
  public void run() {
    try {
      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
        once("%s-%d".formatted(name, i));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("probe " + name + ": " + e.getMessage(), e);
    }
  }

  private void once(String user) throws IOException, InterruptedException {
    Instant now = Instant.now();
    Workload.Order order = new Workload.Order(user, user, "store-0", "region-0", 1000, now);
    api.post("/v1/events", EVENT, order.json()).join();
    long start = System.nanoTime();
    accepted.incrementAndGet();
    while (!visible(user)) {
      Thread.sleep(POLL_MILLIS);
    }
    micros.recordValue((System.nanoTime() - start) / 1000);
  }

  private boolean visible(String user) throws IOException {
    String answer = api.get("/v1/metrics/user-orders?window=24h&key=" + user).join();
    return mapper.readTree(answer).path("value").asLong() == 1;
  }

  /** Milliseconds at a percentile, with one digit. */
  static double millis(Histogram micros, double percentile) {
    return Math.round(micros.getValueAtPercentile(percentile) / 100.0) / 10.0;
  }
}
