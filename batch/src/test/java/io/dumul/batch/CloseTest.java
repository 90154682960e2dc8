package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.batch.lake.EpochRecord;
import io.dumul.batch.lake.Landed;
import io.dumul.batch.log.BarrierScan;
import io.dumul.batch.log.LogException;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.event.Ledger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing epochs and finding their bounds; no Spark. */
final class CloseTest {
  private static final byte[] KEY = "secret".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 3);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aClosingTimeNamesOneEpoch() {
    assertThat(bench.close("2026-03-01T01:00:00Z").epoch()).isZero();
    assertThat(bench.close("2026-03-01T02:00:00Z").epoch()).isEqualTo(1);
    Close.Result again = bench.close("2026-03-01T01:00:00Z");
    assertThat(again.epoch()).isZero();
    assertThat(again.barriers()).isZero();
    assertThat(again.message()).isEqualTo("already closed");
    assertThat(epochs()).isEqualTo(2);
  }

  @Test
  void whatALaterCloseHasCoveredIsClosed() {
    bench.close("2026-03-01T01:00:00Z");
    bench.close("2026-03-01T02:00:00Z");
    for (String late : List.of("2026-03-01T01:30:00Z", "2026-02-01T00:00:00Z")) {
      assertThat(bench.close(late))
          .isEqualTo(
              new Close.Result(1, time("2026-03-01T02:00:00Z"), 0, "already closed, and later"));
    }
    assertThat(epochs()).isEqualTo(2);
    barrier(1, 2, "2026-03-01T03:00:00Z");
    assertThat(bench.close("2026-03-01T02:30:00Z"))
        .isEqualTo(new Close.Result(2, time("2026-03-01T03:00:00Z"), 2, "completed"));
    assertThat(epochs()).isEqualTo(3);
  }

  @Test
  void anEpochThatIsHalfClosedIsCompletedWithItsOwnTime() {
    barrier(1, 0, "2026-03-01T01:00:00Z");
    Close.Result result = Close.run(bench.batch(), Optional.empty(), Instant.MAX);
    assertThat(result).isEqualTo(new Close.Result(0, time("2026-03-01T01:00:00Z"), 2, "completed"));
    barrier(2, 1, "2026-03-01T02:00:00Z");
    result = bench.close("2026-03-01T03:00:00Z");
    assertThat(result).isEqualTo(new Close.Result(2, time("2026-03-01T03:00:00Z"), 5, "closed"));
    assertThat(epochs()).isEqualTo(3);
  }

  @Test
  void withoutAClosingTimeItIsNow() {
    Close.Result result = Close.run(bench.batch(), Optional.empty(), time("2026-03-01T01:00:00Z"));
    assertThat(result.closing()).isEqualTo(time("2026-03-01T01:00:00Z"));
    result = Close.run(bench.batch(), Optional.empty(), time("2026-03-01T00:00:00Z"));
    assertThat(result.closing()).isEqualTo(time("2026-03-01T01:00:00.001Z"));
  }

  @Test
  void copiesZombiesAndForgeriesMeanNothing() {
    bench.close("2026-03-01T01:00:00Z");
    barrier(0, 0, "2026-03-01T01:00:00Z");
    barrier(0, 7, "2026-03-01T09:00:00Z");
    bench.log.append(
        new Barrier("topic", 0, 1, time("2026-03-01T09:00:00Z"), "hash"), new byte[] {1});
    BarrierScan scan = scans(Landed.NOTHING).values().iterator().next();
    assertThat(scan.counted()).extracting(BarrierScan.Found::offset).containsExactly(0L);
    assertThat(scan.ignored()).containsExactly(1L, 2L);
  }

  @Test
  void epochsMeetWithoutGapOrOverlap() {
    bench.sale("a", "user1", "2026-03-01T00:00:00Z", "s", "1");
    bench.close("2026-03-01T01:00:00Z");
    bench.sale("b", "user1", "2026-03-01T00:00:00Z", "s", "1");
    bench.log.hole(0);
    bench.close("2026-03-01T02:00:00Z");
    bench.sale("c", "user1", "2026-03-01T00:00:00Z", "s", "1");
    var epochs =
        ClosedEpoch.closed(bench.log.identity(), Landed.NOTHING, scans(Landed.NOTHING)).toList();
    EpochRecord first = epochs.get(0).record("hash", new TreeMap<>());
    EpochRecord second = epochs.get(1).record("hash", new TreeMap<>());
    assertThat(epochs).hasSize(2);
    assertThat(second.partitions().values())
        .extracting(EpochRecord.Part::start)
        .containsExactlyElementsOf(
            first.partitions().values().stream().map(part -> part.end() + 1).toList());
    Landed landed = first.after(Landed.NOTHING);
    var rest = ClosedEpoch.closed(bench.log.identity(), landed, scans(landed)).toList();
    assertThat(rest).singleElement().satisfies(e -> assertThat(e.epoch()).isEqualTo(1));
    assertThat(rest.get(0).record("hash", new TreeMap<>())).isEqualTo(second);
    assertThat(first.total()).isEqualTo(Ledger.EMPTY);
  }

  @Test
  void anotherLogIsRefused() {
    bench.close("2026-03-01T01:00:00Z");
    Landed landed =
        ClosedEpoch.closed(bench.log.identity(), Landed.NOTHING, scans(Landed.NOTHING))
            .findFirst()
            .orElseThrow()
            .record("hash", new TreeMap<>())
            .after(Landed.NOTHING);
    landed.check(bench.log.identity());
    bench.log.topicId = "made anew";
    assertThatThrownBy(() -> landed.check(bench.log.identity()))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("topic id: made anew (expected: topic)");
    bench.log.clusterId = "other";
    assertThatThrownBy(() -> landed.check(bench.log.identity())).hasMessageContaining("cluster id");
  }

  @Test
  void aHoleOfRetentionStops() {
    bench.sale("a", "user1", "2026-03-01T00:00:00Z", "s", "1");
    for (int partition = 0; partition < 3; partition++) {
      bench.log.hole(partition);
      bench.log.retain(partition, 1);
    }
    assertThatThrownBy(() -> bench.close("2026-03-01T01:00:00Z"))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("offset 0 is gone, the earliest is 1");
  }

  private void barrier(int partition, long epoch, String closing) {
    bench.log.append(new Barrier("topic", partition, epoch, time(closing), "hash"), KEY);
  }

  private long epochs() {
    return ClosedEpoch.closed(bench.log.identity(), Landed.NOTHING, scans(Landed.NOTHING)).count();
  }

  private SortedMap<Integer, BarrierScan> scans(Landed landed) {
    return BarrierScan.all(bench.log, KEY, landed.starts());
  }

  private static Instant time(String text) {
    return Instant.parse(text);
  }
}
