package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an epoch, on real Spark and Iceberg. */
final class StepsTest {
  @TempDir private Path folder;

  @Test
  void anEpochIsClosedLandedRecomputedAndPublished() throws IOException {
    try (Bench bench = new Bench(folder, 3)) {
      for (int i = 0; i < 100; i++) {
        bench.sale(
            "id" + i,
            "user" + i % 10,
            "2026-03-01T1%d:00:00Z".formatted(i % 10),
            "s" + i % 3,
            "1.10");
      }
      bench.sale("id0", "user0", "2026-03-01T10:00:00Z", "s0", "1.10");
      bench.sale("bad", "user0", "2026-03-01T10:00:00Z", "s0", "\"x\"");
      assertThat(bench.close("2026-03-01T20:00:00Z").barriers()).isEqualTo(3);
      Land.Result landed = bench.land();
      assertThat(landed.landed())
          .singleElement()
          .satisfies(
              epoch -> {
                assertThat(epoch.accepted()).isEqualTo(100);
                assertThat(epoch.duplicates()).isEqualTo(1);
                assertThat(epoch.rejected()).isEqualTo(1);
              });
      assertThat(bench.recompute().days())
          .containsExactly("2026-03-01@Asia/Seoul", "2026-03-01@UTC", "2026-03-02@Asia/Seoul");
      assertThat(
              bench
                  .sql("select value from aggregates where metric = 'all-sales'")
                  .head()
                  .getString(0))
          .isEqualTo("100");
      Publish.Result published = bench.publish();
      assertThat(published.number()).isEqualTo(1);
      assertThat(published.cells()).isEqualTo(bench.number("select count(*) from aggregates"));
      assertThat(bench.publish().message()).isEqualTo("already published");
    }
  }
}
