package io.dumul.serving.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import io.dumul.core.definition.Bucketing;
import io.dumul.core.definition.Bucketing.Unit;
import io.dumul.serving.answer.Range.Asked;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
  private static final List<String> ZONES =
      List.of("UTC", "Asia/Seoul", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe");

  @ParameterizedTest
  @CsvSource({
    "HOUR, UTC, 1h, 2026-03-10T03:00:00Z, 2026-03-10T04:00:00Z",
    "HOUR, UTC, 24h, 2026-03-09T04:00:00Z, 2026-03-10T04:00:00Z",
    "HOUR, Asia/Kathmandu, 1h, 2026-03-10T03:15:00Z, 2026-03-10T04:15:00Z",
    "HOUR, Asia/Seoul, 1d, 2026-03-09T04:00:00Z, 2026-03-10T04:00:00Z",
    "DAY, UTC, 1h, 2026-03-10T00:00:00Z, 2026-03-11T00:00:00Z",
    "DAY, UTC, 25h, 2026-03-09T00:00:00Z, 2026-03-11T00:00:00Z",
    "DAY, Asia/Seoul, 1d, 2026-03-09T15:00:00Z, 2026-03-10T15:00:00Z",
    // The clocks went forward on 2026-03-08: that day had 23 hours.
    "DAY, America/New_York, 3d, 2026-03-07T05:00:00Z, 2026-03-10T04:00:00Z",
  })
  void aWindowEndsWithTheCurrentBucket(
      Unit unit, ZoneId zone, String window, Instant from, Instant to) {
    Range range =
        Range.of(
            new Asked(null, null, window),
            new Bucketing(unit, zone),
            Instant.parse("2026-03-10T03:30:00Z"),
            1000);
    assertThat(range).isEqualTo(new Range(from.getEpochSecond(), to.getEpochSecond()));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-08, 2026-03-09, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
    "2026-03-08T06:00:00Z, 2026-03-08T06:00:01Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
    "2026-03-08T05:00:00Z, 2026-03-08T05:00:00Z, 2026-03-08T05:00:00Z, 2026-03-08T05:00:00Z",
    "2026-03-08T00:00:00-05:00, 2026-03-09T00:00:00.000000001-04:00, 2026-03-08T05:00:00Z, 2026-03-10T04:00:00Z",
  })
  void aRangeIsWidenedToWholeDays(String from, String to, Instant first, Instant end) {
    Range range =
        Range.of(
            new Asked(from, to, null),
            new Bucketing(Unit.DAY, ZoneId.of("America/New_York")),
            Instant.EPOCH,
            1000);
    assertThat(range).isEqualTo(new Range(first.getEpochSecond(), end.getEpochSecond()));
  }

  @Seeds(300)
  void aRangeIsTheLeastThatHoldsWhatIsAskedFor(long seed, Random random) {
    Bucketing bucketing =
        new Bucketing(
            random.nextBoolean() ? Unit.DAY : Unit.HOUR,
            ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
    Instant from = Instant.ofEpochSecond(1_600_000_000L + random.nextInt(200_000_000));
    Instant to = from.plusSeconds(random.nextInt(1_000_000));
    Asked asked = new Asked(from.toString(), to.toString(), null);
    Range range = Range.of(asked, bucketing, Instant.EPOCH, 10_000);
    assertThat(bucketing.bucket(Instant.ofEpochSecond(range.from()))).isEqualTo(range.from());
    assertThat(bucketing.bucket(Instant.ofEpochSecond(range.to()))).isEqualTo(range.to());
    assertThat(range.from()).isEqualTo(bucketing.bucket(from));
    assertThat(range.to()).isGreaterThanOrEqualTo(to.getEpochSecond());
    if (to.isAfter(from)) {
      Instant last = to.minus(Duration.ofNanos(1));
      assertThat(range.to()).isEqualTo(bucketing.next(bucketing.bucket(last)));
    }
  }
}
