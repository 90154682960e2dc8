package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Records of the sample domain in the order in which they are sent. Visits start as a Poisson
 * process whose rate follows the day; each brings all its events into a queue, with the delays,
 * retries and mistakes of phones. Memory holds what is queued only: orders under way, and phones
 * that are late.
 */
public final class Traffic implements Iterator<Sent> {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  /** Visits in each hour of the day in Seoul, as parts of the mean. */
  private static final double[] DAY = {
    0.35, 0.2, 0.1, 0.05, 0.05, 0.1, 0.2, 0.4, 0.6, 0.7, 1.2, 2.4, 2.5, 1.4, 0.8, 0.8, 1.1, 2.2,
    2.9, 2.3, 1.3, 0.9, 0.8, 0.65
  };

  private static final double PEAK = 2.9;

  private record Queued(Sent sent, long number) {}

  private final Plan plan;
  private final Random random;
  private final Town town;
  private final Instant end;
  private final PriorityQueue<Queued> queue =
      new PriorityQueue<>(
          Comparator.comparing((Queued queued) -> queued.sent().at())
              .thenComparingLong(Queued::number));
  private Instant nextVisit;
  private long visits;
  private long records;

  public Traffic(Plan plan) {
    this.plan = plan;
    this.random = new Random(plan.seed());
    this.town = new Town(plan.users(), plan.stores());
    this.end = plan.start().plus(plan.span());
    this.nextVisit = plan.start();
    passToNextVisit();
  }

  @Override
  public boolean hasNext() {
    while (nextVisit.isBefore(end)
        && (queue.isEmpty() || !queue.peek().sent().at().isBefore(nextVisit))) {
      visit();
    }
    Queued first = queue.peek();
    return first != null && first.sent().at().isBefore(end);
  }

  @Override
  public Sent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the plan's span is over");
    }
    return queue.remove().sent();
  }

  private void visit() {
    String name = Long.toString(plan.seed(), 36) + "-" + Long.toString(visits++, 36);
    int number = 0;
    Duration away = delay();
    for (Visit.Step step : Visit.draw(town, random, name, nextVisit)) {
      boolean phone = step.data().has("session");
      send(step, name + "-" + number++, phone ? away : Duration.ZERO);
    }
    passToNextVisit();
  }

  /** How long this visit's phone has no network. */
  private Duration delay() {
    if (random.nextDouble() >= plan.faults().late()) {
      return Duration.ZERO;
    }
    double hours = Math.pow(random.nextDouble(), 3) * 60;
    return Duration.ofMillis((long) (hours * 3_600_000) + 60_000);
  }

  private void send(Visit.Step step, String id, Duration away) {
    ObjectNode event = event(step, id);
    byte[] key = step.user().getBytes(StandardCharsets.UTF_8);
    Instant at = step.time().plus(away).plusMillis(20 + random.nextInt(400));
    if (random.nextDouble() < plan.faults().bad()) {
      queue(at, key, Bad.draw(random).spoil(event, at));
      return;
    }
    byte[] value = event.toString().getBytes(StandardCharsets.UTF_8);
    queue(at, key, value);
    if (random.nextDouble() < plan.faults().duplicates()) {
      long later = (long) (Math.pow(random.nextDouble(), 4) * 7_200_000) + 1;
      queue(at.plusMillis(later), key, value);
    }
  }

  private static ObjectNode event(Visit.Step step, String id) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("specversion", "1.0")
        .put("id", id)
        .put(
            "source",
            step.data().path("platform").asText("fulfilment").equals("fulfilment")
                ? "/fulfilment"
                : "/apps/" + step.data().path("platform").asText())
        .put("type", step.type())
        .put("time", step.time().atZone(SEOUL).toOffsetDateTime().toString())
        .put("subject", step.user());
    event.set("data", step.data());
    return event;
  }

  private void queue(Instant at, byte[] key, byte[] value) {
    queue.add(new Queued(new Sent(at, key, value), records++));
  }

  /** Draws the next start from the process with the peak's rate and thins it by the hour. */
  private void passToNextVisit() {
    double steady = plan.rate() / Visit.EVENTS;
    boolean day = plan.shape() == Plan.Shape.DAY;
    do {
      double seconds = -Math.log(1 - random.nextDouble()) / (day ? steady * PEAK : steady);
      nextVisit = nextVisit.plusNanos((long) (seconds * 1e9) + 1);
    } while (day && random.nextDouble() * PEAK > DAY[nextVisit.atZone(SEOUL).getHour()]);
  }
}
