package io.dumul.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dumul.batch.Session;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The steps of an epoch that touches one day, behind more and more days of history. */
@Command(name = "history", hidden = true, description = "Runs epochs behind more and more days.")
final class HistoryCommand implements Callable<Integer> {
  private static final int ORDERS_OF_A_DAY = 3000;
  private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);

  @Option(names = "--config", required = true)
  private Path config = Path.of("");

  @Option(names = "--servers", required = true)
  private String servers = "";

  @Option(names = "--engines", split = ",", required = true)
  private List<Long> engines = List.of();

  @Option(names = "--days", split = ",", required = true)
  private List<Integer> days = List.of();

  @Option(names = "--out", required = true)
  private Path out = Path.of("");

  private int filled;
  private int reached;

  @Override
  public Integer call() throws Exception {
    List<Point> points = new ArrayList<>();
    try (Session session = Session.open(config)) {
      session.create();
      more(session, days.get(0));
      epoch(session, 0, points); // warms up
      for (int day : days) {
        more(session, day);
        epoch(session, 1, points);
      }
    }
    new ObjectMapper().writeValue(out.toFile(), points);
    return 0;
  }

  /** So many days in all, landed, folded and published. */
  private void more(Session session, int all) {
    for (; reached < all; reached++) {
      fill(reached);
    }
    run(session);
    session.recompute();
    var unused = session.publish(false);
  }

  private void fill(int day) {
    Workload.fillDay(servers, "log", FIRST.plusDays(day), filled, ORDERS_OF_A_DAY);
    filled += ORDERS_OF_A_DAY;
  }

  private void run(Session session) {
    session.close(FIRST.plusDays(reached).atStartOfDay(ZoneOffset.UTC).toInstant());
    var unused = session.land();
  }

  /** As many orders again on the last day. */
  private void epoch(Session session, int round, List<Point> points) throws Exception {
    fill(reached - 1);
    run(session);
    List<Step> steps = new ArrayList<>();
    Stopwatch stopwatch = new Stopwatch(engines, steps);
    stopwatch.time(
        "recompute",
        "dumul",
        round,
        () -> {
          session.recompute();
          return (long) ORDERS_OF_A_DAY;
        });
    stopwatch.time("publish", "dumul", round, () -> session.publish(false));
    steps.forEach(step -> points.add(Point.of("history", reached, step)));
  }
}
