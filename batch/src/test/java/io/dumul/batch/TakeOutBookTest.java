package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.batch.TakeOut.State;
import io.dumul.core.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Producers that are taken out and put back at random, while epochs close, land and are published:
 * at each moment batch and speed together give what a recount of the log gives.
 */
final class TakeOutBookTest {
  private static final List<String> SOURCES = List.of("/a", "/b", "/c");

  /** A row of the activity log. */
  private static final class Event {
    final long epoch;
    final long offset;
    final String source;
    final int day;
    @Nullable String takenOut;
    long changed = -1;

    Event(long epoch, long offset, String source, int day) {
      this.epoch = epoch;
      this.offset = offset;
      this.source = source;
      this.day = day;
    }

    String cell() {
      return day + source;
    }

    boolean in(TakeOutScope scope) {
      String offsets = scope.offsets();
      String[] range = offsets == null ? new String[0] : offsets.split("[:-]", -1);
      return scope.source().equals(source)
          && (range.length == 0
              || (offset >= Long.parseLong(range[1]) && offset < Long.parseLong(range[2])));
    }
  }

  /** What the oracle knows of a take-out: from which publication on, up to which. */
  private static final class Asked {
    final TakeOutScope scope;
    final long from;
    long until = Long.MAX_VALUE;

    Asked(TakeOutScope scope, long from) {
      this.scope = scope;
      this.from = from;
    }

    boolean hides(Event event, long published) {
      return from <= published
          && published < until
          && event.epoch <= (scope.standing() ? published : from)
          && event.in(scope);
    }
  }

  /** The log, the lake and what is published of it. */
  private static final class World implements TakeOutStore {
    final List<Event> log = new ArrayList<>();
    final Map<String, TakeOut> entries = new TreeMap<>();
    final Map<String, Asked> asked = new HashMap<>();
    final Map<String, Long> batch = new TreeMap<>();
    long open;
    long landed = -1;
    long published = -1;

    @Override
    public List<TakeOut> all() {
      return entries.values().stream()
          .sorted(Comparator.comparing(TakeOut::epoch).thenComparing(TakeOut::id))
          .toList();
    }

    @Override
    public void write(TakeOut one) {
      entries.put(one.id(), one);
    }

    @Override
    public void mark(TakeOut one, long after, long through, long changed) {
      change(
          event ->
              event.takenOut == null
                  && event.epoch > after
                  && event.epoch <= through
                  && event.in(one.scope()),
          one.id(),
          changed);
    }

    @Override
    public void unmark(TakeOut one, long changed) {
      change(event -> one.id().equals(event.takenOut), null, changed);
    }

    private void change(Predicate<Event> which, @Nullable String mark, long changed) {
      log.stream()
          .filter(event -> event.epoch <= landed)
          .filter(which)
          .forEach(
              event -> {
                event.takenOut = mark;
                event.changed = changed;
              });
    }

    @Override
    public long open() {
      return open;
    }

    @Override
    public long landed() {
      return landed;
    }

    void take(TakeOutBook book, String id, TakeOutScope scope) {
      asked.put(id, new Asked(scope, book.take(id, scope, "test").epoch()));
    }

    void undo(TakeOutBook book, String id) {
      TakeOut entry = book.undo(id);
      Asked one = java.util.Objects.requireNonNull(asked.get(id));
      long until = entry.undone() == null ? Long.MAX_VALUE : entry.undone();
      one.until = Math.min(one.until, until);
      assertThat(entry.state()).isIn(State.CANCELLED, State.UNDOING, State.UNDONE);
    }

    /** Only days that an epoch touched that is not published yet are computed again. */
    void publish(TakeOutBook book) {
      book.settle(landed);
      Set<Integer> touched = new TreeSet<>();
      for (Event event : log) {
        if (event.epoch <= landed && Math.max(event.epoch, event.changed) > published) {
          touched.add(event.day);
        }
      }
      batch.keySet().removeIf(cell -> touched.contains(cell.charAt(0) - '0'));
      log.stream()
          .filter(event -> event.epoch <= landed && touched.contains(event.day))
          .filter(event -> event.takenOut == null)
          .forEach(event -> batch.merge(event.cell(), 1L, Long::sum));
      published = landed;
    }

    /** What readers see: the batch view, and increments of epochs that are not published. */
    Map<String, Long> merged() {
      Map<String, Long> merged = new TreeMap<>(batch);
      log.stream()
          .filter(event -> event.epoch > published)
          .forEach(event -> merged.merge(event.cell(), 1L, Long::sum));
      return merged;
    }

    Map<String, Long> recount() {
      Map<String, Long> counts = new TreeMap<>();
      for (Event event : log) {
        boolean hidden =
            event.epoch <= published
                && asked.values().stream().anyMatch(one -> one.hides(event, published));
        if (!hidden) {
          counts.merge(event.cell(), 1L, Long::sum);
        }
      }
      return counts;
    }
  }

  @Seeds(300)
  void whatReadersSeeIsARecountAtEachMoment(long seed, Random random) {
    World world = new World();
    boolean[] dies = new boolean[1];
    Checkpoint half =
        point -> {
          if (dies[0]) {
            throw new Bench.Crash();
          }
        };
    TakeOutBook book = new TakeOutBook(world, half);
    for (int i = 0; i < 120; i++) {
      dies[0] = random.nextInt(3) == 0;
      try {
        step(world, book, random, i);
      } catch (Bench.Crash e) {
        assertThat(dies[0]).isTrue();
      }
      assertThat(world.merged()).as("step %d", i).isEqualTo(world.recount());
    }
    assertThat(world.asked).isNotEmpty();
  }

  private static void step(World world, TakeOutBook book, Random random, int i) {
    switch (random.nextInt(12)) {
      case 0 -> world.take(book, "t" + i, scope(world, random));
      case 1, 2 -> {
        List<String> ids = List.copyOf(world.entries.keySet());
        if (!ids.isEmpty()) {
          world.undo(book, ids.get(random.nextInt(ids.size())));
        }
      }
      case 3, 4 -> world.open++;
      case 5 -> world.landed = world.open - 1;
      case 6, 7 -> world.publish(book);
      default -> {
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        world.log.add(new Event(world.open, world.log.size(), source, random.nextInt(4)));
      }
    }
  }

  private static TakeOutScope scope(World world, Random random) {
    String source = SOURCES.get(random.nextInt(SOURCES.size()));
    int size = world.log.size() + 1;
    int from = random.nextInt(size);
    String offsets = random.nextBoolean() ? null : "0:" + from + "-" + (from + random.nextInt(20));
    boolean standing = offsets == null && random.nextBoolean();
    return new TakeOutScope(source, null, null, null, offsets, standing);
  }
}
