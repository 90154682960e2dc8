package io.dumul.local.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Increment;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short chapter of torture: faults that are chosen for coverage, and after them a checker that
 * must see what is wrong where something is. It runs in a process of its own where the machine lets
 * it have a network of its own.
 */
final class ShortChapter {
  private static final long SEED = 7;
  private static final int RATE = 40;

  /** Each process dies, the broker's answers are lost for seconds, and two do one's work. */
  private static final List<Planned> PLAN =
      List.of(
          new Planned(1, Fault.BATCH_TWICE, 0, 39),
          new Planned(2, Fault.SERVING_KILLED, 200, 1),
          new Planned(3, Fault.SPEED_KILLED, 200, 1),
          new Planned(4, Fault.BROKER_ANSWERS_LOST, 200, 1_799_839),
          new Planned(5, Fault.BARRIER_FORGED, 200, 1),
          new Planned(6, Fault.HBASE_KILLED, 3_000, 1),
          new Planned(7, Fault.SPEED_ZOMBIE, 0, 39),
          new Planned(8, Fault.BROKER_KILLED, 6_000, 1),
          new Planned(9, Fault.EVENTS_REPLAYED, 0, 1));

  private final Report report = new Report(SEED, ShortChapter::say);
  private final Path folder;
  private final @Nullable Network network;

  private ShortChapter(Path folder, @Nullable Network network) {
    this.folder = folder;
    this.network = network;
  }

  /**
   * Runs in a network that this process has for itself.
   *
   * @param arguments the folder that everything is kept in
   */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    new ShortChapter(Path.of(arguments[0]), Network.prepared()).run();
  }

  /** Runs without faults of the network. */
  static void withoutNetwork(Path folder) throws InterruptedException, IOException {
    new ShortChapter(folder, null).run();
  }

  private static void say(String line) {
    System.out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }

  private void run() throws InterruptedException, IOException {
    try (Arena arena = new Arena(folder, report, false, network != null);
        Chapter chapter = new Chapter(arena, network, SEED, RATE)) {
      losesAndDoublesNothing(chapter);
      commitsNothingAheadOfTime(arena);
      seesWhatIsLost(arena, chapter);
      seesWhatIsWrong(arena, chapter);
    }
  }

  private void losesAndDoublesNothing(Chapter chapter) throws InterruptedException {
    List<Planned> plan =
        PLAN.stream()
            .filter(each -> network != null || !Part.LINKS.contains(each.fault().part()))
            .toList();
    chapter.run(plan.iterator(), () -> false);
    chapter.await();
    chapter.finish();
    String told = String.join("\n", report.markdown());
    assertThat(report.good()).as(told).isTrue();
    assertThat(report.faults()).as(told).isEqualTo(plan.size());
    assertThat(report.count(Report.Count.PUBLICATIONS)).as(told).isPositive();
    assertThat(report.count(Report.Count.EXACT_LOOKS)).as(told).isPositive();
    assertThat(report.count(Report.Count.EDGES_AUDITS)).as(told).isPositive();
    assertThat(report.count(Report.Count.EDGES_RIGHT)).as(told).isPositive();
  }

  /** A commit from the future would stop all others until then. */
  private static void commitsNothingAheadOfTime(Arena arena) {
    if (Shell.hasFaketime()) {
      BatchRun run = BatchRun.start(arena, List.of("land"), Clocks.wrong(2 * 60));
      assertThat(run.await(120)).as(run.output()).isEqualTo(1);
      assertThat(run.output()).contains("clock: ");
    }
  }

  private void seesWhatIsLost(Arena arena, Chapter chapter) {
    assertThat(chapter.book().size()).isPositive();
    AckBook book = new AckBook();
    chapter.book().all().keySet().stream()
        .limit(1)
        .forEach(place -> book.add(place.partition(), place.offset(), bytes("other")));
    book.add(0, 1L << 40, bytes("none"));
    new LastCheck(arena, book).acknowledged();
    assertThat(report.count(Report.Count.LOST)).isEqualTo(2);
    assertThat(chapter.edges().book().size()).isPositive();
    EdgeBook edges = new EdgeBook();
    edges.add(1, "never sent");
    chapter.edges().acknowledged(edges);
    assertThat(report.count(Report.Count.EDGES_LOST)).isEqualTo(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Some cells of the speed view count twice; one alone may hold what doubling does not change. */
  private void seesWhatIsWrong(Arena arena, Chapter chapter) throws IOException {
    assertThat(report.count(Report.Count.WRONG)).isZero();
    try (HBaseStores stores = arena.stack().stores()) {
      stores.views().writeSpeed(doubled(stores)).join();
      stores.edgeRepair().write(List.of(damaged(stores.edgeRepair())));
    }
    assertThat(chapter.look()).isFalse();
    assertThat(report.count(Report.Count.WRONG)).isPositive();
    assertThat(report.count(Report.Count.EDGES_WRONG)).isPositive();
  }

  /** A count of a node that says something else. */
  private static EdgeStore.Versioned damaged(EdgeRepair edges) throws IOException {
    List<EdgeStore.Versioned> counts = new ArrayList<>();
    edges.scan(
        0,
        1,
        one -> {
          if (EdgeCells.kind(one.cell()) == EdgeCells.Kind.COUNT) {
            counts.add(one);
          }
        });
    EdgeStore.Versioned count = counts.get(0);
    EdgeCell cell = new EdgeCell(count.cell().row(), count.cell().column(), EdgeCells.bytes(77));
    return new EdgeStore.Versioned(cell, count.version());
  }

  private static List<Increment> doubled(HBaseStores stores) {
    ControlState state = stores.control().read();
    List<Increment> found = new ArrayList<>();
    for (long epoch = state.publishedEpoch() + 1; found.isEmpty(); epoch++) {
      stores.views().scanSpeed(epoch, found::add);
    }
    long version = Increment.version(state.generation(), 1);
    List<Increment> doubled =
        found.stream()
            .filter(each -> each.key().entity().kind().equals("all"))
            .map(each -> new Increment(each.key(), 9 + each.partition(), version, each.partials()))
            .toList();
    assertThat(doubled).isNotEmpty();
    return doubled;
  }
}
