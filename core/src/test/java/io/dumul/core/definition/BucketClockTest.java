package io.dumul.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Random;

class BucketClockTest {
  /** Changes by half an hour, at a minute past midnight, at midnight, long ago, never. */
  private static final List<String> ZONES =
      List.of(
          "Australia/Lord_Howe",
          "America/St_Johns",
          "America/Sao_Paulo",
          "Europe/Berlin",
          "Asia/Seoul",
          "Pacific/Apia",
          "UTC",
          "+05:45");

  @Seeds(300)
  void whatItKeepsNeverShows(long seed, Random random) {
    ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    Bucketing.Unit unit = random.nextBoolean() ? Bucketing.Unit.HOUR : Bucketing.Unit.DAY;
    Bucketing bucketing = new Bucketing(unit, zone);
    BucketClock clock = new BucketClock(bucketing);
    long around = change(zone, random);
    for (int i = 0; i < 2000; i++) {
      Instant time = Instant.ofEpochSecond(around + random.nextInt(-90_000, 90_000), i);
      BucketClock.Span span = clock.span(time);
      assertThat(span.bucket()).as("%s %s", zone, time).isEqualTo(bucketing.bucket(time));
      Instant start = Instant.ofEpochSecond(span.bucket());
      assertThat(span.day()).isEqualTo(start.atZone(zone).toLocalDate().toEpochDay());
    }
  }

  /** A change of the clock, where there are any. */
  private static long change(ZoneId zone, Random random) {
    long second = Instant.parse("1985-01-01T00:00:00Z").getEpochSecond();
    second += random.nextLong(60L * 365 * 86_400);
    ZoneOffsetTransition next = zone.getRules().nextTransition(Instant.ofEpochSecond(second));
    return next == null ? second : next.toEpochSecond();
  }
}
