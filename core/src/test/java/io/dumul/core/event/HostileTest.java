package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.event.Verdict.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger sends to hurt: a clear refusal, soon, and never an exception. */
class HostileTest {
  private static final Duration SOON =
      Duration.ofMinutes(2); // on a machine that is busy with other things
  private static final int BIG = 64 << 20;

  private static void refused(byte[] value, String why) {
    refused(value, Reason.MALFORMED, why);
  }

  private static void refused(byte[] value, Reason reason, String why) {
    assertTimeout(
        SOON,
        () -> {
          Verdict verdict = AcceptorTest.judge("u-1", value, Instant.MIN);
          assertThat(verdict).isInstanceOf(Rejected.class);
          Rejected rejected = (Rejected) verdict;
          assertThat(rejected.reason()).isEqualTo(reason);
          assertThat(rejected.detail()).contains(why).hasSizeLessThan(300);
          assertThat(AcceptorTest.explain("u-1", value, Instant.MIN)).hasSize(1);
        });
  }

  private static void refused(String text, String why) {
    refused(text.getBytes(StandardCharsets.UTF_8), why);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a", "[", "{", "9", "\u0000", "\""})
  void refuses64MebibytesWithoutDecodingThem(String one) {
    byte[] body = new byte[BIG];
    Arrays.fill(body, one.getBytes(StandardCharsets.UTF_8)[0]);
    body[0] = '{';
    refused(body, Reason.TOO_LARGE, BIG + " bytes (expected: <= 1048576 bytes)");
  }

  @Test
  void refusesALongTextThatIsNotTooManyBytes() {
    refused("{\"a\":[" + "1,".repeat(1 << 18) + "]}", "");
    refused("{\"" + "k".repeat(1 << 19) + "\":1}", "");
  }

  @Test
  void refusesDeepTrees() {
    refused("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}", "depth");
    refused("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000), "depth");
    refused("[".repeat(100_000), "not an object");
  }

  @Test
  void refusesKeysTwiceAtAnyDepth() {
    refused(AcceptorTest.GOOD.replace("\"by\"", "\"amount\":1,\"by\""), "amount twice");
    refused(AcceptorTest.GOOD.replace("\"id\"", "\"id\":\"x\",\"\\u0069d\""), "id twice");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] good = AcceptorTest.GOOD.getBytes(StandardCharsets.UTF_8);
    for (int bad : new int[] {0x80, 0xC0, 0xC1, 0xED, 0xF5, 0xFF}) {
      byte[] bytes = good.clone();
      bytes[AcceptorTest.GOOD.indexOf("o-1")] = (byte) bad;
      refused(bytes, "not UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e1000000000", "1e-1000000000", "-1E+99999999999999999999", "1e301", "0.1e-301"})
  void refusesExponents(String number) {
    refused(AcceptorTest.GOOD.replace("18900.50", number), "");
  }

  @Test
  void refusesManyDigits() {
    refused(AcceptorTest.GOOD.replace("18900.50", "9".repeat(10_000)), "");
    refused(AcceptorTest.GOOD.replace("18900.50", "0." + "9".repeat(10_000)), "");
    refused(AcceptorTest.GOOD.replace("18900.50", "1e" + "9".repeat(10_000)), "");
  }

  @Test
  void tellsAtMostAHundredFailuresOfOneEvent() {
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      more.append("\"p").append(i).append("\":1,");
    }
    byte[] value =
        AcceptorTest.GOOD
            .replace("\"data\":{", "\"data\":{" + more)
            .getBytes(StandardCharsets.UTF_8);
    assertTimeout(
        SOON, () -> assertThat(AcceptorTest.explain("u-1", value, Instant.MIN)).hasSize(100));
  }
}
