package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecoveredTest {
  private static final byte[] KEY = Recovered.key(bytes("secret"));
  private static final byte[] VALUE = bytes("{}");
  private static final Instant TIME = Instant.parse("2026-03-01T00:00:00.123Z");
  private static final Recovered MARK = new Recovered("topic", 3, 1, 1L << 40, TIME, "rule");

  @Test
  void aMarkIsRead() {
    assertThat(read(MARK.sign(KEY, VALUE), VALUE, KEY, "topic")).isEqualTo(MARK);
    assertThat(MARK.from()).isEqualTo("3/1/1099511627776");
  }

  @Test
  void whatIsNotSignedSoIsAnOrdinaryRecord() {
    byte[] signed = MARK.sign(KEY, VALUE);
    assertThat(read(null, VALUE, KEY, "topic")).isNull();
    assertThat(read(signed, bytes("{} "), KEY, "topic")).isNull();
    assertThat(read(signed, null, KEY, "topic")).isNull();
    assertThat(read(signed, VALUE, bytes("secret"), "topic")).as("the barriers' key").isNull();
    assertThat(read(signed, VALUE, KEY, "other")).isNull();
    assertThat(read(new byte[7], VALUE, KEY, "topic")).isNull();
    for (int i = 0; i < signed.length; i++) {
      byte[] changed = signed.clone();
      changed[i] ^= 1;
      assertThat(read(changed, VALUE, KEY, "topic")).as("byte %d", i).isNull();
    }
  }

  private static @Nullable Recovered read(
      byte @Nullable [] header, byte @Nullable [] value, byte[] key, String topic) {
    LogRecord record = new LogRecord(0, 0, Instant.EPOCH, null, value, null, header);
    return Recovered.of(record, key, topic).orElse(null);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
