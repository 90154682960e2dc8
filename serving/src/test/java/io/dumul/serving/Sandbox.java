package io.dumul.serving;

import io.dumul.serving.Layers.Logged;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The serving layer on stores in memory, for the contract's test and for looking at the pages: a
 * number of events of ten days, two thirds of them published. Ends when its input ends.
 */
final class Sandbox {
  private static final int PARTITIONS = 2;
  private static final int EPOCHS = 30;

  private Sandbox() {}

  /** Takes the port (0 for a free one) and how many events; prints "ready URL". */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings =
        Map.of("port", arguments[0], "requests-per-second", "1000000", "max-body-bytes", "100000");
    try (TestServer server = new TestServer(settings)) {
      Layers layers = new Layers(server.definitions, server.views, server.control, PARTITIONS);
      List<Logged> log = draw(Integer.parseInt(arguments[1]), new Random(1));
      layers.speed(log, 0, EPOCHS);
      layers.publish(log, EPOCHS * 2 / 3);
      server.cache.start(java.time.Duration.ofMillis(200));
      System.out.println("ready " + server.url(""));
      while (System.in.read() >= 0) {
        // Somebody still holds the other end.
      }
    }
    System.exit(0);
  }

  private static List<Logged> draw(int events, Random random) {
    Instant start = TestServer.NOW.minusSeconds(10 * 86_400);
    List<Logged> log = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      long second = 10L * 86_400 * i / events;
      log.add(
          new Logged(
              Layers.order(
                  "e" + i,
                  "u" + random.nextInt(1000),
                  "s" + (int) Math.abs(random.nextGaussian() * 3),
                  "dish " + (int) Math.abs(random.nextGaussian() * 5),
                  BigDecimal.valueOf(random.nextInt(5_000_000), 2).toPlainString(),
                  start.plusSeconds(second)),
              random.nextInt(PARTITIONS),
              (long) EPOCHS * i / Math.max(1, events)));
    }
    return log;
  }
}
