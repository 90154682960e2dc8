package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import io.dumul.core.event.Verdict.Accepted;
import io.dumul.core.event.Verdict.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Whatever the bytes, there is a verdict; and an accepted event survives being written. */
class AcceptorFuzzTest {
  private static final String[] BITS = {
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "1e999999999",
    "-0",
    "1.0e-9",
    "\\ud800",
    "\u0000",
    "\uD83D\uDE00",
    "9".repeat(120),
    "\"data\":",
    "/*",
    "NaN",
    "0000-00-00T"
  };

  @Seeds
  void judgesAnyBytes(long seed, Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    check(bytes, random);
  }

  @Seeds(3000)
  void judgesBrokenEvents(long seed, Random random) {
    StringBuilder text = new StringBuilder(AcceptorTest.GOOD);
    for (int i = 0; i <= random.nextInt(4); i++) {
      mutate(text, random);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    check(bytes, random);
  }

  private static void mutate(StringBuilder text, Random random) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(12));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, BITS[random.nextInt(BITS.length)]);
      case 2 -> text.replace(from, to, BITS[random.nextInt(BITS.length)]);
      default -> text.insert(from, text.substring(from, to));
    }
    if (text.length() == 0) {
      text.append(' ');
    }
  }

  private static void check(byte[] bytes, Random random) {
    Instant closing = random.nextBoolean() ? Instant.MIN : Instant.parse("2026-03-01T00:00:00Z");
    Verdict verdict = AcceptorTest.judge("u-1", bytes, closing);
    assertThat(verdict).isEqualTo(AcceptorTest.judge("u-1", bytes, closing));
    List<Failure> failures = AcceptorTest.explain("u-1", bytes, closing);
    assertThat(failures.isEmpty()).isEqualTo(verdict instanceof Accepted);
    if (verdict instanceof Rejected rejected) {
      assertThat(failures.get(0).reason()).isEqualTo(rejected.reason());
      assertThat(failures.get(0).path()).isEqualTo(rejected.path());
    }
    if (verdict instanceof Accepted accepted) {
      String data = EventJson.write(accepted.event().data());
      assertThat(EventJson.read(data)).isEqualTo(accepted.event().data());
      assertThat(EventJson.write(EventJson.read(data))).isEqualTo(data);
    }
  }
}
