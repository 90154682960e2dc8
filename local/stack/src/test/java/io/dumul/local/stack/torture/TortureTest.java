package io.dumul.local.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.view.ControlState;
import io.dumul.core.view.Increment;
import io.dumul.hbase.HBaseStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A short chapter of torture, and a checker that sees what is wrong where something is. */
class TortureTest {
  private static final int FAULTS = 14;
  private static final Set<Fault> QUICK =
      EnumSet.of(
          Fault.SPEED_KILLED,
          Fault.SPEED_PAUSED,
          Fault.SERVING_KILLED,
          Fault.SERVING_PAUSED,
          Fault.BROKER_PAUSED,
          Fault.HBASE_KILLED,
          Fault.HBASE_PAUSED,
          Fault.BATCH_KILLED,
          Fault.BATCH_CRASHED,
          Fault.BARRIER_REPEATED,
          Fault.BARRIER_REORDERED,
          Fault.BARRIER_FORGED,
          Fault.EVENTS_REPLAYED);

  private final Report report = new Report(7, TortureTest::say);

  private static void say(String line) {
    System.out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }

  /** Not run by default until it has come to its end a few times on an idle machine. */
  @Test
  @EnabledIfSystemProperty(named = "torture", matches = "true")
  void faultsLoseAndDoubleNothing(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws InterruptedException {
    try (Arena arena = new Arena(folder, report, false, false);
        Chapter chapter = new Chapter(arena, null, 7, 40)) {
      chapter.run(Schedule.of(7, 1, QUICK), () -> report.faults() >= FAULTS);
      chapter.finish();
      assertThat(report.good()).as(String.join("\n", report.markdown())).isTrue();
      assertThat(report.count(Report.Count.PUBLICATIONS)).isPositive();
      assertThat(report.count(Report.Count.EXACT_LOOKS)).isPositive();
    }
  }

  @Test
  void theCheckerSeesWhatIsLostAndWhatIsWrong(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
    try (Arena arena = new Arena(folder, report, false, false);
        Chapter chapter = new Chapter(arena, null, 7, 40)) {
      assertThat(chapter.look()).isTrue();
      assertThat(report.good()).as(String.join("\n", report.markdown())).isTrue();
      seesWhatIsLost(arena, chapter);
      seesWhatIsWrong(arena, chapter);
    }
  }

  private void seesWhatIsLost(Arena arena, Chapter chapter) {
    assertThat(chapter.book().size()).isPositive();
    AckBook book = new AckBook();
    chapter.book().all().keySet().stream()
        .limit(1)
        .forEach(
            place ->
                book.add(
                    place.partition(), place.offset(), "other".getBytes(StandardCharsets.UTF_8)));
    book.add(0, 1L << 40, "none".getBytes(StandardCharsets.UTF_8));
    new LastCheck(arena, book).acknowledged();
    assertThat(report.count(Report.Count.LOST)).isEqualTo(2);
  }

  /** Some cells of the speed view count twice; one alone may hold what doubling does not change. */
  private void seesWhatIsWrong(Arena arena, Chapter chapter) {
    assertThat(report.count(Report.Count.WRONG)).isZero();
    try (HBaseStores stores = arena.stack().stores()) {
      ControlState state = stores.control().read();
      List<Increment> found = new ArrayList<>();
      for (long epoch = state.publishedEpoch() + 1; found.isEmpty(); epoch++) {
        stores.views().scanSpeed(epoch, found::add);
      }
      long version = Increment.version(state.generation(), 1);
      List<Increment> doubled =
          found.stream()
              .filter(each -> each.key().entity().kind().equals("all"))
              .map(
                  each -> new Increment(each.key(), 9 + each.partition(), version, each.partials()))
              .toList();
      assertThat(doubled).isNotEmpty();
      stores.views().writeSpeed(doubled).join();
    }
    assertThat(chapter.look()).isFalse();
    assertThat(report.count(Report.Count.WRONG)).isPositive();
  }
}
