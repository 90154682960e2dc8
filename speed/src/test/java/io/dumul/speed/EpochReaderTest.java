package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.PartitionEpoch;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochReaderTest {
  private static Barrier barrier(long epoch) {
    return new Barrier("t", 0, epoch, Instant.ofEpochSecond(epoch * 600), "h");
  }

  private static EpochReader read(EpochReader reader, long... barriers) {
    for (long barrier : barriers) {
      reader = reader.after(barrier(barrier));
    }
    return reader;
  }

  @Test
  void withTheHeadEveryEpochIsKnown() {
    EpochReader reader = EpochReader.start(true, -1);
    assertThat(reader.folds()).isTrue();
    assertThat(read(reader, 0, 0, 1, 5, 1).epoch().open()).isEqualTo(2);
  }

  @Test
  void withTheHeadWhatIsPublishedIsNotFolded() {
    EpochReader reader = EpochReader.start(true, 1);
    assertThat(read(reader, 0).folds()).isFalse();
    assertThat(read(reader, 0, 1).folds()).isTrue();
  }

  @Test
  void withoutTheHeadItLocatesItselfByBarriersOfPublishedEpochs() {
    EpochReader reader = EpochReader.start(false, 7);
    assertThat(reader.epoch()).isEqualTo(PartitionEpoch.START);
    assertThat(read(reader, 5, 5, 6).folds()).isFalse();
    EpochReader behind = read(reader, 5, 6, 7);
    assertThat(behind.folds()).isTrue();
    assertThat(behind.foldFrom()).isEqualTo(8);
    assertThat(behind.epoch()).isEqualTo(new PartitionEpoch(8, Instant.ofEpochSecond(4200)));
  }

  /** The first barrier may be a late copy; the next one says where it really is. */
  @Test
  void aLateCopyDoesNotMisleadIt() {
    EpochReader reader = read(EpochReader.start(false, 7), 3, 6, 7);
    assertThat(reader.epoch().open()).isEqualTo(8);
    assertThat(reader.foldFrom()).isEqualTo(8);
  }

  /** It cannot know whether it saw the open epoch from its first record. */
  @Test
  void whatItMayNotHaveSeenWholeIsLeftOut() {
    EpochReader reader = read(EpochReader.start(false, 7), 7);
    assertThat(reader.epoch().open()).isEqualTo(8);
    assertThat(reader.folds()).isFalse();
    assertThat(reader.foldFrom()).isEqualTo(9);
    assertThat(read(reader, 8).folds()).isTrue();
  }
}
