package io.dumul.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.definition.LocalDay;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishPlanTest {
  private static final LocalDay ONE = day(1);
  private static final LocalDay TWO = day(2);
  private static final byte[] OLD = {1};
  private static final byte[] NEW = {2};

  private final Control control = new InMemoryControl();

  @Test
  void theFirstPublicationWritesWhatIsThere() {
    PublishPlan plan = begin(0, ONE).plan();
    assertThat(plan.base()).isZero();
    assertThat(plan.rewritten()).isEmpty();
    assertThat(plan.cell(ONE, null, NEW)).contains(NEW);
    assertThat(plan.cell(ONE, null, null)).isEmpty();
  }

  @Test
  void aSuccessorWritesWhatChanged() {
    publish(0, ONE);
    PublishPlan plan = begin(1, ONE).plan();
    assertThat(plan.base()).isEqualTo(1);
    assertThat(plan.cell(ONE, OLD, OLD.clone())).isEmpty();
    assertThat(plan.cell(ONE, OLD, NEW)).contains(NEW);
    assertThat(plan.cell(ONE, OLD, null)).contains(new byte[0]);
  }

  @Test
  void daysOfAbandonedAttemptsAreWrittenWhole() {
    publish(0, ONE);
    begin(2, TWO);
    PublishPlan plan = begin(1, ONE).plan();
    assertThat(plan.days()).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(plan.snapshots()).containsExactlyInAnyOrder(100L, 102L);
    assertThat(plan.cell(TWO, OLD, OLD)).contains(OLD);
    assertThat(plan.cell(TWO, null, null)).contains(new byte[0]);
    assertThat(plan.cell(ONE, OLD, OLD)).isEmpty();
  }

  @Test
  void whatWasRolledBackIsAbandoned() {
    publish(0, ONE);
    publish(1, TWO);
    assertThat(control.publish(2, rollback().target(1).number())).isTrue();
    assertThat(begin(2, ONE).plan().rewritten()).containsExactly(TWO);
  }

  @Test
  void whoBeginsInBetweenIsSeen() {
    publish(0, ONE);
    boolean[] first = {true};
    PublishPlan.Begun begun =
        PublishPlan.begin(
            control,
            0,
            number -> publication(number, 1),
            base -> {
              if (first[0]) {
                first[0] = false;
                begin(2, TWO);
                control.begin(0, number -> new Attempt(publication(number, 3), 1, Set.of(day(3))));
              }
              return Set.of(ONE);
            });
    assertThat(begun.plan().rewritten()).containsExactlyInAnyOrder(ONE, TWO, day(3));
  }

  @Test
  void theSamePublicationIsTakenUpAgain() {
    publish(0, ONE);
    begin(2, TWO);
    long number = begin(1, ONE).attempt().publication().number();
    begin(3, TWO);
    PublishPlan.Begun again = begin(1, ONE);
    assertThat(again.attempt().publication().number()).isEqualTo(number);
    assertThat(again.plan().days()).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(again.plan().abandoned()).hasSize(1);
    assertThat(begin(1, day(5)).attempt().publication().number()).isGreaterThan(number);
  }

  @Test
  void theBaseIsNeverPushedOut() {
    publish(0, ONE);
    for (int epoch = 0; epoch <= PublishPlan.MOST_ABOVE; epoch++) {
      begin(1 + epoch, ONE);
    }
    assertThatThrownBy(() -> begin(50, ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("attempts above publication 1: 11 (expected: <= 10;");
  }

  @Test
  void onlyWhatWasPublishedIsMovedTo() {
    publish(0, ONE);
    begin(2, ONE);
    publish(1, ONE);
    assertThat(rollback().candidates()).extracting(Published::number).containsExactly(1L, 3L);
    for (long number : new long[] {2, 4}) {
      assertThatThrownBy(() -> rollback().target(number))
          .hasMessage("number: " + number + " (expected: one of [1, 3])");
    }
  }

  @Test
  void whatWasGoneBackFromIsMovedToAgain() {
    publish(0, ONE);
    publish(1, ONE);
    control.publish(2, rollback().target(1).number());
    assertThatThrownBy(() -> rollback().target(2)).hasMessageContaining("one of [1]");
    assertThat(Rollback.of(control.read(), Set.of(2L, 9L)).target(2).epoch()).isEqualTo(1);
    begin(3, ONE);
    assertThatThrownBy(() -> new Rollback(control.read(), Set.of(2L), 0).target(2))
        .hasMessageContaining("at most 0 attempts after it");
  }

  @Test
  void whatNeedsExpiredIncrementsIsNotGoneBackTo() {
    publish(0, ONE);
    publish(1, ONE);
    control.expire(1);
    assertThatThrownBy(() -> rollback().target(1))
        .hasMessageStartingWith("number: 1 (expected: one that covers epoch 1, not only 0");
  }

  private Rollback rollback() {
    return Rollback.of(control.read(), Set.of());
  }

  private void publish(long epoch, LocalDay day) {
    PublishPlan.Begun begun = begin(epoch, day);
    assertThat(control.publish(begun.plan().base(), begun.attempt().publication().number()))
        .isTrue();
  }

  private PublishPlan.Begun begin(long epoch, LocalDay day) {
    return PublishPlan.begin(control, 0, number -> publication(number, epoch), base -> Set.of(day));
  }

  private static Published publication(long number, long epoch) {
    return new Published(number, epoch, Instant.EPOCH, 100 + epoch, Set.of());
  }

  private static LocalDay day(int day) {
    return new LocalDay(ZoneOffset.UTC, LocalDate.of(2026, 3, day));
  }
}
