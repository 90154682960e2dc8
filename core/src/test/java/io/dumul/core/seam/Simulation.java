package io.dumul.core.seam;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.definition.Metric;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Entity;
import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.InMemoryViewStore;
import io.dumul.core.view.Published;
import io.dumul.core.view.Rollback;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/*
 * The seam simulation. One seed draws one run: a log of one to three partitions grows step by step,
 * and between any two steps any layer may do a little of its work, die, come back, or come twice.
 *
 *   Traffic    orders, copies, ids used again, late, future and wrong records; closes that die half
 *              way and are repeated; barriers that are old, too early or forged
 *   Speed      a task a partition: folds, commits (or dies and goes back to the commit), and a sink
 *              that carries committed increments into the view, one by one; zombies of sinks write
 *              old increments late; the whole layer is now and then built anew as a new generation
 *   Batch      lands closed epochs (or dies before its commit), recomputes touched days one by one
 *   Publisher  up to three at a time, each of any snapshot that may be published, each a few cells
 *              at a time; any of them may die or wake up late
 *   others     move the pointer back and forward, expire increments and delete them after a grace period, forget attempts
 *   Reader     asks with a control state that is up to VALIDITY steps old
 *
 * What is real: Acceptor, Barrier, PartitionEpoch, Ledger, Definitions, the aggregates, Partials,
 * Increment versions, PublishPlan, Rollback, Merge, and the contracts of ViewStore and Control.
 * What is a model: the processes that drive them.
 *
 * At any moment every answer that a reader gets must be the recount (Oracle, which shares nothing
 * with all this) over the epochs that its publication covers and, of later epochs, the records that
 * the sinks have carried. While a sink stands between two increments of one commit, a count must be
 * between the recounts before and after it. What was reported as progress must be in the answer.
 * Ledgers of both layers must be equal. In the end, when all have caught up, nothing may be refused
 * and the answers must be the recount of the whole log.
 */
final class Simulation {
  private static final long GRACE = 10;
  private static final int RETAINED = 1;

  /** How often readers were answered and refused on the way. */
  record Tally(long answered, long refused) {
    Tally add(Tally other) {
      return new Tally(answered + other.answered, refused + other.refused);
    }
  }

  /** Increments to delete when their time has come. */
  private record Deletion(long due, long throughEpoch) {}

  /** Something that may happen in a step. */
  private record Action(int weight, Runnable what) {}

  private final Random random;
  private final Bug bug;
  private final ViewStore views = new InMemoryViewStore();
  private final Control control = new InMemoryControl();
  private final Log log;
  private final Traffic traffic;
  private final Speed speed;
  private final Batch batch;
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final List<Deletion> deletions = new ArrayList<>();
  private final Set<Long> remembered = new HashSet<>();
  private final List<Action> actions;
  private Tally tally = new Tally(0, 0);
  private long now;

  Simulation(Random random, Bug bug) {
    this.random = random;
    this.bug = bug;
    this.log = new Log(random, 1 + random.nextInt(3));
    this.traffic = new Traffic(random, log);
    this.speed = new Speed(random, bug, log, views, control);
    this.batch = new Batch(random, bug, log);
    this.actions = actions();
    readers.add(new Reader(bug, views, control));
    readers.add(new Reader(bug, views, control));
  }

  /** Runs to the end; throws AssertionError where the seam shows. */
  Tally run() {
    int steps = 150 + random.nextInt(250);
    for (now = 1; now <= steps; now++) {
      step();
    }
    settle();
    return tally;
  }

  /** What may happen; how often differs from run to run, so that rare things meet each other. */
  private List<Action> actions() {
    return List.of(
        work(20, traffic::send),
        work(6, traffic::closeSome),
        work(18, speed::step),
        work(7, batch::land),
        work(20, batch::recompute),
        work(9, this::begin),
        work(30, this::publishStep),
        work(12, () -> check(3)),
        fault(1, traffic::strayBarrier),
        fault(2, speed::catchUp),
        fault(1, speed::rebuild),
        fault(3, () -> publishers.removeIf(publisher -> random.nextInt(3) == 0)),
        fault(3, this::rollback),
        fault(3, this::expire),
        fault(1, () -> control.forget(control.read().publishedNumber() - 4)),
        fault(1, this::ledgersAgree));
  }

  private Action work(int often, Runnable what) {
    return new Action(often * (1 + random.nextInt(3)), what);
  }

  private Action fault(int often, Runnable what) {
    return new Action(often * random.nextInt(5), what);
  }

  private void step() {
    traffic.pass();
    delete();
    int left = random.nextInt(actions.stream().mapToInt(Action::weight).sum());
    for (Action action : actions) {
      left -= action.weight();
      if (left < 0) {
        action.what().run();
        return;
      }
    }
  }

  private void publishStep() {
    if (!publishers.isEmpty()) {
      Publisher publisher = publishers.get(random.nextInt(publishers.size()));
      publisher.step();
      if (publisher.ended()) {
        publishers.remove(publisher);
        remember();
        check(4);
      }
    }
  }

  /** The publisher may die before it notes down what it has published. */
  private void remember() {
    if (random.nextInt(4) > 0) {
      remembered.add(control.read().publishedNumber());
    }
  }

  /** Begins to publish a snapshot that is not behind what is published. */
  private void begin() {
    ControlState state = control.read();
    long least = Math.max(state.publishedEpoch(), state.expiredThrough());
    List<Lake.Snapshot> eligible =
        batch.lake.snapshots.values().stream().filter(s -> s.epoch() >= least).toList();
    if (publishers.size() < 3 && !eligible.isEmpty() && Publisher.waiting(state) < 7) {
      int newest = eligible.size() - 1;
      int chosen = random.nextInt(2) == 0 ? random.nextInt(eligible.size()) : newest;
      publishers.add(publisher(eligible.get(chosen)));
    }
  }

  private Publisher publisher(Lake.Snapshot snapshot) {
    return new Publisher(random, bug, batch.lake, views, control, snapshot);
  }

  private void rollback() {
    ControlState state = control.read();
    List<Long> numbers =
        bug.is(Bug.ROLLBACK_TO_ANY_ATTEMPT)
            ? below(state)
            : Rollback.of(state, remembered).candidates().stream().map(Published::number).toList();
    if (!numbers.isEmpty()) {
      long number = numbers.get(random.nextInt(numbers.size()));
      if (allowed(state, number) && control.publish(state.publishedNumber(), number)) {
        check(2);
      }
    }
  }

  private static List<Long> below(ControlState state) {
    return state.attempts().stream()
        .map(Attempt::publication)
        .map(Published::number)
        .filter(number -> number < state.publishedNumber())
        .toList();
  }

  private boolean allowed(ControlState state, long number) {
    if (bug.is(Bug.ROLLBACK_TO_ANY_ATTEMPT) || bug.is(Bug.EXPIRED_NOT_CHECKED)) {
      return state.attempts().get(state.attempts().size() - 1).publication().number() < number + 7;
    }
    try {
      return Rollback.of(state, remembered).target(number).number() == number;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private void expire() {
    ControlState state = control.read();
    if (bug.is(Bug.EXPIRED_AT_ONCE)) {
      views.expireSpeed(state.publishedEpoch());
    }
    long through = state.publishedEpoch() - RETAINED;
    if (through > state.expiredThrough()) {
      control.expire(through);
      deletions.add(new Deletion(now + GRACE, through));
    }
  }

  private void delete() {
    for (Deletion deletion : deletions) {
      if (deletion.due() <= now) {
        views.expireSpeed(deletion.throughEpoch());
      }
    }
    deletions.removeIf(deletion -> deletion.due() <= now);
  }

  /** One reader asks for one in so many of all things that can be asked. */
  private void check(int share) {
    Reader reader = readers.get(random.nextInt(readers.size()));
    Map<Integer, List<Oracle.Judged>> judged = judge();
    for (Metric metric : Domain.DEFINITIONS.metrics()) {
      for (Entity entity : Domain.entities(metric)) {
        if (random.nextInt(share) == 0) {
          ask(reader, metric, entity, judged);
        }
      }
    }
  }

  private void ask(
      Reader reader, Metric metric, Entity entity, Map<Integer, List<Oracle.Judged>> judged) {
    Optional<Reader.Answer> answer = reader.ask(metric, entity, now);
    answer.ifPresent(given -> compare(metric, entity, given, judged));
    tally = tally.add(new Tally(answer.isPresent() ? 1 : 0, answer.isPresent() ? 0 : 1));
  }

  private Map<Integer, List<Oracle.Judged>> judge() {
    Map<Integer, List<Oracle.Judged>> judged = new TreeMap<>();
    for (int partition = 0; partition < log.partitions(); partition++) {
      judged.put(partition, Oracle.judge(log.facts(partition)));
    }
    return judged;
  }

  private void compare(
      Metric metric,
      Entity entity,
      Reader.Answer answer,
      Map<Integer, List<Oracle.Judged>> judged) {
    List<Oracle.Judged> all = judged.values().stream().flatMap(List::stream).toList();
    Map<Integer, Changelog.Shown> shown = shown(answer.state());
    SortedMap<Long, String> least =
        Oracle.answer(metric, entity, all, within(answer.state(), shown, Changelog.Shown::all));
    if (shown.values().stream().allMatch(each -> each.all() >= each.some())) {
      assertThat(answer.buckets())
          .as("%s of %s at %s", metric.name(), entity, now)
          .isEqualTo(least);
    } else if (metric.value() == null) {
      SortedMap<Long, String> most =
          Oracle.answer(metric, entity, all, within(answer.state(), shown, Changelog.Shown::some));
      between(least, answer.buckets(), most);
    }
  }

  /** How far the view is, and at least as far as was reported. */
  private Map<Integer, Changelog.Shown> shown(ControlState state) {
    Map<Integer, Changelog.Shown> shown = new TreeMap<>();
    for (SpeedProgress progress : state.speed().values()) {
      Changelog.Shown carried = speed.shown(state.generation(), progress.partition());
      long all = Math.max(carried.all(), progress.offset());
      shown.put(progress.partition(), new Changelog.Shown(all, carried.some()));
    }
    return shown;
  }

  private static Predicate<Oracle.Judged> within(
      ControlState state,
      Map<Integer, Changelog.Shown> shown,
      ToLongFunction<Changelog.Shown> end) {
    return judged -> {
      Changelog.Shown here = shown.get(judged.fact().partition());
      return judged.epoch() <= state.publishedEpoch()
          || (here != null && judged.fact().offset() < end.applyAsLong(here));
    };
  }

  private static void between(
      SortedMap<Long, String> least, SortedMap<Long, String> found, SortedMap<Long, String> most) {
    assertThat(most.keySet()).containsAll(found.keySet());
    assertThat(found.keySet()).containsAll(least.keySet());
    found.forEach(
        (bucket, count) ->
            assertThat(Long.parseLong(count))
                .isBetween(
                    Long.parseLong(least.getOrDefault(bucket, "0")),
                    Long.parseLong(most.getOrDefault(bucket, "0"))));
  }

  /** In each partition and epoch that both layers have, their ledgers are the oracle's. */
  private void ledgersAgree() {
    Map<Integer, SpeedProgress> reported = control.read().speed();
    judge()
        .forEach(
            (partition, judged) -> {
              SpeedProgress progress = reported.get(partition);
              for (long epoch = 0; epoch <= batch.lake.landed; epoch++) {
                Ledger landed = batch.lake.ledgers.get(new Lake.Part(partition, epoch));
                agree(Objects.requireNonNull(landed), judged, epoch);
                if (progress != null && progress.openEpoch() > epoch) {
                  assertThat(progress.ledgers().get(epoch)).as("ledger of speed").isEqualTo(landed);
                }
              }
            });
  }

  private static void agree(Ledger ledger, List<Oracle.Judged> judged, long epoch) {
    assertThat(ledger.accepted()).isEqualTo(count(judged, epoch, Oracle.Right.ACCEPTED));
    assertThat(ledger.duplicates()).isEqualTo(count(judged, epoch, Oracle.Right.DUPLICATE));
    assertThat(ledger.rejected()).isEqualTo(count(judged, epoch, Oracle.Right.REJECTED));
  }

  private static long count(List<Oracle.Judged> judged, long epoch, Oracle.Right right) {
    return judged.stream().filter(j -> j.epoch() == epoch && j.right() == right).count();
  }

  /** All catch up, without faults; then the answers are the recount of the whole log. */
  private void settle() {
    traffic.close();
    while (batch.land()) {
      // the next epoch
    }
    while (!batch.lake.dirty.isEmpty()) {
      batch.recompute();
    }
    publishers.clear();
    batch.recompute();
    while (!batch.lake.dirty.isEmpty()) {
      batch.recompute();
    }
    publisher(batch.lake.snapshots.lastEntry().getValue()).finish();
    checkWhole();
    for (int i = 0; i < 10; i++) {
      traffic.send();
    }
    checkWhole();
    speed.rebuild();
    checkWhole();
  }

  private void checkWhole() {
    speed.catchUp();
    readers.forEach(reader -> reader.refresh(now));
    long refused = tally.refused();
    check(1);
    ledgersAgree();
    assertThat(tally.refused()).as("refused when all have caught up").isEqualTo(refused);
    for (SpeedProgress progress : control.read().speed().values()) {
      assertThat(log.from(progress.partition(), progress.offset())).isEmpty();
    }
  }
}
