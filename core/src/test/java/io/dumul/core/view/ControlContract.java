package io.dumul.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.definition.LocalDay;
import io.dumul.core.event.Ledger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Control} keeps. */
public abstract class ControlContract {
  private static final Instant CLOSING = Instant.parse("2026-03-01T00:10:00.123Z");
  private static final Set<LocalDay> DAYS =
      Set.of(
          new LocalDay(ZoneId.of("Asia/Seoul"), LocalDate.of(2026, 3, 1)),
          new LocalDay(ZoneId.of("UTC"), LocalDate.of(2026, 2, 28)));

  protected Control control;

  /** A control in which nothing is. */
  protected abstract Control open();

  @BeforeEach
  void openControl() {
    control = open();
  }

  @AfterEach
  void closeControl() {
    control.close();
  }

  @Test
  void atFirstThereIsNothing() {
    ControlState state = control.read();
    assertThat(state.published()).isEmpty();
    assertThat(state.publishedNumber()).isZero();
    assertThat(state.publishedEpoch()).isEqualTo(-1);
    assertThat(state.attempts()).isEmpty();
    assertThat(state.speed()).isEmpty();
    assertThat(state.generation()).isZero();
    assertThat(state.expiredThrough()).isEqualTo(-1);
  }

  @Test
  void numbersGrow() {
    assertThat(begin(1)).isEqualTo(1);
    assertThat(begin(1)).isEqualTo(2);
    assertThat(begin(10)).isEqualTo(10);
    assertThat(begin(10)).isEqualTo(11);
    assertThat(begin(0)).isEqualTo(12);
  }

  @Test
  void numbersGrowAlsoPastAttemptsThatAreForgotten() {
    begin(1);
    long number = begin(1);
    control.forget(number + 1);
    assertThat(control.read().attempts()).isEmpty();
    assertThat(begin(1)).isEqualTo(number + 1);
  }

  @Test
  void anAttemptIsRememberedAsItWasMade() {
    Attempt made = control.begin(1, number -> attempt(number, 0));
    assertThat(made).isEqualTo(attempt(1, 0));
    Attempt second = control.begin(1, number -> attempt(number, 1));
    assertThat(control.read().attempts()).containsExactly(made, second);
    assertThat(control.read().published()).isEmpty();
  }

  @Test
  void anAttemptThatTakesAnotherNumberIsRefused() {
    assertThatThrownBy(() -> control.begin(1, number -> attempt(number + 1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: 1");
    assertThat(control.read().attempts()).isEmpty();
  }

  @Test
  void attemptsAtTheSameTimeTakeDifferentNumbers() throws Exception {
    assertThat(atOnce(8, () -> begin(1)).stream().distinct()).hasSize(8);
    assertThat(control.read().attempts()).hasSize(8);
  }

  @Test
  void publishingMovesThePointer() {
    long first = begin(1);
    assertThat(control.publish(0, first)).isTrue();
    assertThat(control.read().published()).contains(attempt(first, 0).publication());
    long second = begin(1);
    assertThat(control.publish(first, second)).isTrue();
    assertThat(control.read().publishedNumber()).isEqualTo(second);
    assertThat(control.publish(second, first)).as("rollback").isTrue();
    assertThat(control.read().publishedNumber()).isEqualTo(first);
  }

  @Test
  void publishingChangesNothingWhereAnotherNumberIsPublished() {
    long first = begin(1);
    long second = begin(1);
    assertThat(control.publish(0, first)).isTrue();
    assertThat(control.publish(0, second)).isFalse();
    assertThat(control.publish(second, second)).isFalse();
    assertThat(control.read().publishedNumber()).isEqualTo(first);
  }

  @Test
  void publishingAgainAfterALostAnswerSaysYes() {
    long first = begin(1);
    assertThat(control.publish(0, first)).isTrue();
    assertThat(control.publish(0, first)).isTrue();
  }

  @Test
  void ofPublicationsAtTheSameTimeOneWins() throws Exception {
    List<Long> numbers = IntStream.range(0, 6).mapToObj(i -> begin(1)).toList();
    Iterator<Long> next = List.copyOf(numbers).iterator();
    List<Boolean> won =
        atOnce(
            numbers.size(),
            () -> {
              long number;
              synchronized (next) {
                number = next.next();
              }
              return control.publish(0, number);
            });
    assertThat(won).containsOnlyOnce(true);
  }

  @Test
  void publishingAnAttemptThatIsNotRecordedIsRefused() {
    begin(1);
    assertThatThrownBy(() -> control.publish(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number: 2");
    assertThat(control.read().published()).isEmpty();
  }

  @Test
  void forgettingKeepsThePublishedOne() {
    long first = begin(1);
    long second = begin(1);
    long third = begin(1);
    control.publish(0, first);
    control.forget(third);
    assertThat(control.read().attempts())
        .extracting(attempt -> attempt.publication().number())
        .containsExactly(first, third);
    assertThatThrownBy(() -> control.publish(first, second))
        .isInstanceOf(IllegalArgumentException.class);
    control.forget(0);
    assertThat(control.read().attempts()).hasSize(2);
  }

  @Test
  void aReportIsReadAsItWasMade() {
    SpeedProgress told = progress(3, 1, 17);
    control.report(told);
    control.report(progress(0, 1, 4));
    assertThat(control.read().speed()).containsEntry(3, told).hasSize(2);
    assertThat(control.read().generation()).isEqualTo(1);
  }

  @Test
  void anOlderReportChangesNothing() {
    control.report(progress(0, 1, 17));
    control.report(progress(0, 1, 16));
    control.report(progress(0, 0, 99));
    assertThat(control.read().speed().get(0)).isEqualTo(progress(0, 1, 17));
    control.report(progress(0, 1, 18));
    assertThat(control.read().speed().get(0)).isEqualTo(progress(0, 1, 18));
    control.report(progress(0, 2, 0));
    assertThat(control.read().speed().get(0)).isEqualTo(progress(0, 2, 0));
  }

  @Test
  void aRepeatedReportIsRefusedWhereNothingIsKnownOfThePartition() {
    control.report(progress(1, 1, 17));
    assertThat(control.reportAgain(progress(0, 1, 17))).isFalse();
    assertThat(control.read().speed()).containsOnlyKeys(1);
    assertThat(control.reportAgain(progress(1, 1, 18))).isTrue();
    assertThat(control.reportAgain(progress(1, 1, 16))).as("older, but known").isTrue();
    assertThat(control.read().speed()).containsEntry(1, progress(1, 1, 18));
  }

  @Test
  void ofReportsAtTheSameTimeTheFarthestStays() throws Exception {
    AtomicLong offsets = new AtomicLong();
    atOnce(
        8,
        () -> {
          for (int i = 0; i < 10; i++) {
            control.report(progress(0, 1, offsets.incrementAndGet()));
          }
          return 0;
        });
    assertThat(control.read().speed()).containsEntry(0, progress(0, 1, 80));
  }

  @Test
  void expiryOnlyGrows() {
    control.expire(4);
    control.expire(2);
    assertThat(control.read().expiredThrough()).isEqualTo(4);
    control.expire(5);
    assertThat(control.read().expiredThrough()).isEqualTo(5);
  }

  private long begin(long atLeast) {
    return control.begin(atLeast, number -> attempt(number, 0)).publication().number();
  }

  private static Attempt attempt(long number, long base) {
    Published publication =
        new Published(
            number, 7, CLOSING, 5_577_006_791_947_779_410L, Set.of(Long.MIN_VALUE, -1L, 3L));
    return new Attempt(publication, base, DAYS);
  }

  private static SpeedProgress progress(int partition, int generation, long offset) {
    return new SpeedProgress(
        partition,
        4,
        generation,
        offset,
        CLOSING.plusMillis(offset),
        5,
        Map.of(4L, new Ledger(6, 3, 2, 1, -9), 5L, Ledger.EMPTY),
        Map.of(Long.MIN_VALUE, 0L, 3L, 5L),
        "ab12");
  }

  private static <T> List<T> atOnce(int threads, Callable<T> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future :
          pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> call).toList())) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
