package io.dumul.local.stack.torture;

import io.dumul.local.stack.ApiClient;
import io.dumul.local.stack.Feed;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.traffic.EventSink;
import io.dumul.local.stack.traffic.Pace;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Sent;
import io.dumul.local.stack.traffic.Traffic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Traffic in real time: half of it through the collector, half straight to the log. */
final class Load implements AutoCloseable {
  private static final Duration BEFORE = Duration.ofHours(20);
  private static final double BEFORE_RATE = 0.004;
  private static final int REMEMBERED = 400;
  private static final int REPLAYED = 60;

  private final Deque<Sent> lately = new ArrayDeque<>();
  private final LogSink direct;
  private final Feed collected;
  private final Feed produced;

  /**
   * @param seed of the traffic
   * @param rate events a second of both ways together
   */
  Load(Stack stack, AckBook book, Report report, long seed, double rate) {
    String key = ApiClient.keyOf(stack.folder().apiKeys(), "app");
    this.direct = new LogSink(stack.kafka(), book, report);
    EventSink collector = new CollectorSink(stack.api(), key, book, report);
    this.collected = new Feed(sink -> run(seed, rate / 2, Plan.Faults.NONE, sink), collector);
    this.produced = new Feed(sink -> run(seed + 1, rate / 2, Plan.Faults.USUAL, sink), direct);
    collected.allow(Long.MAX_VALUE);
    produced.allow(Long.MAX_VALUE);
  }

  private void run(long seed, double rate, Plan.Faults faults, EventSink sink) {
    Instant now = Instant.now();
    boolean bad = faults.bad() > 0;
    Plan past = with(Plan.of(seed, now.minus(BEFORE), BEFORE, BEFORE_RATE), faults);
    Pace.unlimited().send(remembered(new Traffic(past), bad), sink);
    Plan live = with(Plan.of(seed + 2, now, Duration.ofDays(2), rate).steady(), faults);
    Pace.real(Clock.systemUTC()).send(remembered(new Traffic(live), bad), sink);
  }

  private static Plan with(Plan plan, Plan.Faults faults) {
    Plan.Faults clean = new Plan.Faults(0.02, 0.02, faults.bad());
    return new Plan(
        plan.seed(), plan.start(), plan.span(), plan.rate(), plan.shape(), 400, 40, clean);
  }

  private Iterator<Sent> remembered(Iterator<Sent> all, boolean remember) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Sent next() {
        Sent sent = all.next();
        if (remember) {
          remember(sent);
        }
        return sent;
      }
    };
  }

  private void remember(Sent sent) {
    synchronized (lately) {
      lately.add(sent);
      if (lately.size() > REMEMBERED) {
        lately.remove();
      }
    }
  }

  /** Sends some events once more, as a client does that saw no answer. */
  void replay() {
    List<Sent> again;
    synchronized (lately) {
      again = new ArrayList<>(lately).subList(0, Math.min(REPLAYED, lately.size()));
    }
    produced.whilePaused(() -> again.forEach(sent -> direct.offer(sent.key(), sent.value())));
  }

  /** Runs something while nothing is sent and nothing is on its way. */
  void whilePaused(Runnable action) {
    collected.whilePaused(() -> produced.whilePaused(action));
  }

  @Override
  public void close() {
    collected.close();
    produced.close();
  }
}
