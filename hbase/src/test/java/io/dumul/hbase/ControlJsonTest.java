package io.dumul.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.definition.LocalDay;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.Published;
import io.dumul.core.view.SpeedProgress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the bytes of control's columns fixed. */
class ControlJsonTest {
  private static final Instant CLOSING = Instant.parse("2026-03-01T00:10:00.123Z");

  @Test
  void goldenPublications() {
    Published published = new Published(3, 7, CLOSING, 5_577_006_791_947_779_410L, Set.of(9L, -1L));
    Publications publications =
        new Publications(
            4,
            3,
            List.of(
                new Attempt(
                    published,
                    2,
                    Set.of(
                        LocalDay.parse("2026-03-01@Asia/Seoul"),
                        LocalDay.parse("2026-02-28@UTC")))));
    assertThat(text(publications.encode()))
        .isEqualTo(
            """
            {"v":1,"last":4,"published":3,"attempts":[{"number":3,"base":2,"epoch":7,\
            "closing":"2026-03-01T00:10:00.123Z","snapshot":5577006791947779410,\
            "metrics":[-1,9],"days":["2026-02-28@UTC","2026-03-01@Asia/Seoul"]}]}""");
    assertThat(Publications.decode(publications.encode())).isEqualTo(publications);
    assertThat(publications.current()).contains(published);
  }

  @Test
  void goldenProgress() {
    SpeedProgress progress =
        new SpeedProgress(
            2,
            4,
            1,
            17,
            CLOSING,
            5,
            Map.of(5L, Ledger.EMPTY, 4L, new Ledger(6, 3, 2, 1, -9)),
            Map.of(9L, 5L, Long.MIN_VALUE, 0L),
            "ab12");
    assertThat(text(ControlJson.bytes(progress)))
        .isEqualTo(
            """
            {"v":1,"partition":2,"partitions":4,"generation":1,"offset":17,\
            "appendTime":"2026-03-01T00:10:00.123Z","openEpoch":5,"definitionsHash":"ab12",\
            "ledgers":{"4":[6,3,2,1,-9],"5":[0,0,0,0,0]},\
            "since":{"-9223372036854775808":0,"9":5}}""");
    assertThat(ControlJson.progress(ControlJson.bytes(progress))).isEqualTo(progress);
  }

  @Test
  void goldenExpiry() {
    assertThat(text(ControlJson.bytes(6))).isEqualTo("{\"v\":1,\"through\":6}");
    assertThat(ControlJson.expired(ControlJson.bytes(6))).isEqualTo(6);
    assertThat(ControlJson.expired(null)).isEqualTo(-1);
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> ControlJson.expired("{\"v\":2}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("control: version 2 (expected: 1)");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
