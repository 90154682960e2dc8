package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private long commits;
  private boolean dirty;
  private boolean behind;
  private int asked;
  private final CommitPace pace =
      new CommitPace(
          Duration.ofMillis(200), () -> commits, () -> dirty, () -> behind, () -> asked++);

  @Test
  void aChangeIsCommittedAfterTheIntervalAndNotBefore() {
    pace.look(1_000);
    dirty = true;
    pace.look(1_150);
    assertThat(asked).isZero();
    pace.look(1_200);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void nothingIsAskedForWhereNothingChanged() {
    pace.look(1_000);
    pace.look(5_000);
    assertThat(asked).isZero();
  }

  @Test
  void aCommitThatAnotherTaskAskedForCounts() {
    pace.look(1_000);
    dirty = true;
    commits++;
    pace.look(1_180);
    pace.look(1_300);
    assertThat(asked).isZero();
    pace.look(1_380);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void aProcessThatIsBehindWaitsForTheLongerInterval() {
    pace.look(1_000);
    dirty = true;
    behind = true;
    pace.look(2_000);
    assertThat(asked).isZero();
    behind = false;
    pace.look(2_050);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whoWaitsAloneGetsACommitAtOnce() {
    pace.look(1_000);
    dirty = true;
    pace.soon(1_020);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void thoseWhoWaitTogetherShareACommit() {
    pace.look(1_000);
    dirty = true;
    pace.soon(1_001);
    pace.soon(1_005);
    pace.look(1_008);
    assertThat(asked).isZero();
    pace.look(1_010);
    assertThat(asked).isEqualTo(1);
    commits++;
    pace.look(1_030);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whoWaitsIsNotForgottenWhileRecordsKeepComing() {
    behind = true;
    dirty = true;
    pace.look(1_000);
    pace.soon(1_005);
    pace.soon(1_009);
    assertThat(asked).isZero();
    pace.soon(1_010);
    assertThat(asked).isEqualTo(1);
  }

  private double lag;
  private double read;

  @Test
  void behindIsMoreThanIsReadInASecond() {
    Backlog backlog = new Backlog(() -> lag, () -> read);
    assertThat(backlog.getAsBoolean()).isFalse();
    lag = 10_000;
    read = 9_000;
    backlog.look();
    assertThat(backlog.getAsBoolean()).isTrue();
    lag = 8_000;
    read = 18_000;
    backlog.look();
    assertThat(backlog.getAsBoolean()).isFalse();
  }

  @Test
  void whatComesInAtOnceIsNotABacklog() {
    Backlog backlog = new Backlog(() -> 1_500, () -> 0);
    backlog.look();
    assertThat(backlog.getAsBoolean()).isFalse();
  }
}
