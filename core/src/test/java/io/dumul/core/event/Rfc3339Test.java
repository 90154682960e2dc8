package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  private static final DateTimeFormatter JDK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSxxx");

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
    "2026-03-01t12:00:00z, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00+09:00, 2026-03-01T03:00:00Z",
    "2026-03-01T00:30:00-23:59, 2026-03-02T00:29:00Z",
    "2026-03-01T12:00:00-00:00, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.1Z, 2026-03-01T12:00:00.100Z",
    "2026-03-01T12:00:00.1234569Z, 2026-03-01T12:00:00.123456Z",
    "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
  })
  void reads(String text, Instant expected) {
    assertThat(Rfc3339.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "2026-03-01",
        "2026-03-01T12:00Z",
        "2026-03-01T12:00:00",
        "2026-03-01 12:00:00Z",
        "2026-03-01T12:00:00.Z",
        "2026-03-01T12:00:00+0900",
        "2026-03-01T12:00:00+24:00",
        "2026-03-01T12:00:00+09:60",
        "2026-03-01T24:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-02-29T12:00:00Z",
        "2026-03-01T12:00:60Z",
        "2026-03-01T12:00:00Z ",
        "+2026-03-01T12:00:00Z",
        "12026-03-01T12:00:00Z",
        "２026-03-01T12:00:00Z"
      })
  void refuses(String text) {
    assertThat(Rfc3339.parse(text)).isNull();
  }

  @Seeds
  void readsWhatTheJdkWrites(long seed, Random random) {
    OffsetDateTime time =
        Instant.ofEpochSecond(
                random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000_000))
            .atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1079, 1080)));
    assertThat(Rfc3339.parse(JDK.format(time)))
        .isEqualTo(time.toInstant().truncatedTo(ChronoUnit.MICROS));
  }
}
