package io.dumul.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import io.dumul.core.definition.Bucketing.Unit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketingTest {
  private static final List<String> ZONES =
      List.of("UTC", "Asia/Seoul", "Asia/Kolkata", "Europe/Berlin", "America/Sao_Paulo");

  @ParameterizedTest
  @CsvSource({
    "DAY,  Asia/Seoul,        2026-03-01T14:59:59Z, 2026-02-28T15:00:00Z, 2026-03-01T15:00:00Z",
    "DAY,  Asia/Seoul,        2026-03-01T15:00:00Z, 2026-03-01T15:00:00Z, 2026-03-02T15:00:00Z",
    "DAY,  Europe/Berlin,     2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "DAY,  Europe/Berlin,     2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    "DAY,  America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
    "HOUR, UTC,               2026-03-01T10:59:59Z, 2026-03-01T10:00:00Z, 2026-03-01T11:00:00Z",
    "HOUR, Asia/Kolkata,      2026-03-01T10:29:59Z, 2026-03-01T09:30:00Z, 2026-03-01T10:30:00Z",
    "HOUR, Europe/Berlin,     2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
    "HOUR, Europe/Berlin,     2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
    "HOUR, UTC,               1969-12-31T23:59:59Z, 1969-12-31T23:00:00Z, 1970-01-01T00:00:00Z",
  })
  void bucketsStartWhereClocksSaySo(
      Unit unit, String zone, Instant time, Instant start, Instant next) {
    Bucketing bucketing = new Bucketing(unit, ZoneId.of(zone));
    assertThat(bucketing.bucket(time)).isEqualTo(start.getEpochSecond());
    assertThat(bucketing.next(start.getEpochSecond())).isEqualTo(next.getEpochSecond());
  }

  @Seeds(500)
  void aBucketHoldsItsInstantAndLiesInTheDayOnWhichItStarts(long seed, Random random) {
    ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    Bucketing bucketing = new Bucketing(random.nextBoolean() ? Unit.HOUR : Unit.DAY, zone);
    Instant time = Instant.ofEpochSecond(1_400_000_000L + random.nextInt(500_000_000));
    long bucket = bucketing.bucket(time);
    assertThat(time.getEpochSecond()).isBetween(bucket, bucketing.next(bucket) - 1);
    LocalDay day = new LocalDay(zone, bucketing.day(Instant.ofEpochSecond(bucket)));
    assertThat(bucket).isGreaterThanOrEqualTo(day.start().getEpochSecond());
    assertThat(bucketing.next(bucket)).isLessThanOrEqualTo(day.end().getEpochSecond());
  }

  @Test
  void aLocalDayIsReadBackFromItsText() {
    LocalDay day = new LocalDay(ZoneId.of("Asia/Seoul"), LocalDate.of(2026, 3, 1));
    assertThat(day).hasToString("2026-03-01@Asia/Seoul");
    assertThat(LocalDay.parse(day.toString())).isEqualTo(day);
    for (String wrong : List.of("2026-03-01", "@UTC", "2026-13-01@UTC", "2026-03-01@Nowhere", "")) {
      assertThatThrownBy(() -> LocalDay.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("day: " + wrong + " (expected: ");
    }
  }
}
