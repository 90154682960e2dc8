package io.dumul.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.config.Settings;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Control;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import io.dumul.core.view.Published;
import io.dumul.core.view.Slot;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Views to read: for each user a day of hours in the batch view, and an increment of the last hour
 * in the speed view.
 *
 * @param cells how many cells of the batch view there are
 */
record ReadViews(HBaseStores stores, int users, long cells) implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  static final int HOURS = 24;
  private static final int MOST_ORDERS = 5;
  private static final int AT_ONCE = 5000;
  private static final String METRIC = "user-orders";

  static ReadViews fill(String quorum, Path folder, int users) {
    Definitions definitions = DefinitionFiles.load(folder);
    HBaseStores stores =
        HBaseStores.open(
            HBaseSettings.from(
                Settings.load(null, Map.of("DUMUL_HBASE_QUORUM", quorum), HBaseSettings.ALL)));
    Set<Long> metrics = definitions.metrics().stream().map(Metric::id).collect(Collectors.toSet());
    try (Control control = stores.control();
        ViewStore views = stores.views()) {
      Attempt attempt =
          control.begin(1, number -> attempt(new Published(number, 0, START, 1, metrics)));
      List<byte[]> states =
          IntStream.rangeClosed(1, MOST_ORDERS)
              .mapToObj(n -> Partials.split(partials(definitions, n)).values().iterator().next())
              .toList();
      long metric = definitions.metric(METRIC).id();
      long cells =
          views.writeBatch(
              1,
              IntStream.range(0, users)
                  .boxed()
                  .flatMap(user -> hours(metric, states, user))
                  .iterator());
      increments(views, users, partials(definitions, 1));
      control.publish(attempt.base(), attempt.publication().number());
      control.report(progress(definitions, metrics));
      return new ReadViews(stores, users, cells);
    }
  }

  private static Attempt attempt(Published published) {
    return new Attempt(published, 0, Set.of());
  }

  static Entity user(int number) {
    return new Entity("user", List.of("user-" + number));
  }

  private static Stream<BatchCell> hours(long metric, List<byte[]> states, int user) {
    return IntStream.range(0, HOURS)
        .mapToObj(
            hour ->
                new BatchCell(
                    user(user),
                    new Slot(metric, START.getEpochSecond() + hour * 3600L),
                    states.get(orders(user, hour) - 1)));
  }

  /** How many orders of a user the batch view has in an hour. */
  static int orders(int user, int hour) {
    return 1 + (user + hour) % MOST_ORDERS;
  }

  /** What a user has ordered on the day: the hours, and the increment. */
  static long total(int user) {
    return IntStream.range(0, HOURS).mapToLong(hour -> orders(user, hour)).sum() + 1;
  }

  private static void increments(ViewStore views, int users, byte[] partials) {
    int day = (int) (START.getEpochSecond() / 86_400);
    List<Increment> all = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      IncrementKey key = new IncrementKey(1, user(user), day);
      all.add(new Increment(key, 0, Increment.version(1, user), partials));
    }
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      views.writeSpeed(all.subList(from, Math.min(from + AT_ONCE, all.size()))).join();
    }
  }

  /** So many orders of an hour, as bytes of partials. */
  private static byte[] partials(Definitions definitions, int orders) {
    Partials partials = new Partials();
    ObjectNode data = EventJson.read("{\"store\":\"s\",\"region\":\"r\",\"amount\":1}");
    for (int i = 0; i < orders; i++) {
      definitions.contributions(
          new Event("id-" + i, "/app", "ordered", START, "user", data),
          contribution -> {
            if (contribution.metric().name().equals(METRIC)) {
              partials.add(contribution);
            }
          });
    }
    return partials.encode();
  }

  private static SpeedProgress progress(Definitions definitions, Set<Long> metrics) {
    return new SpeedProgress(
        0,
        1,
        1,
        1,
        START,
        1,
        Map.of(),
        metrics.stream().collect(Collectors.toMap(id -> id, id -> 0L)),
        definitions.hash());
  }

  @Override
  public void close() {
    stores.close();
  }
}
