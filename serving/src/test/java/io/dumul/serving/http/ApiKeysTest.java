package io.dumul.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.serving.http.ApiKeys.Client;
import io.dumul.serving.http.ApiKeys.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
  /** Of the text abc (FIPS 180-2). */
  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void keysStandThereAsTheyAreOrHashed() {
    ApiKeys keys =
        ApiKeys.parse(
            "f", List.of("# all", "", "app write k1", "both read,write " + ABC, "read k2"));
    assertThat(keys.find("k1")).contains(new Client("app", Set.of(Role.WRITE)));
    assertThat(keys.find("abc")).contains(new Client("both", Set.of(Role.READ, Role.WRITE)));
    assertThat(keys.find("k2")).contains(new Client("read", Set.of(Role.READ)));
    assertThat(keys.find("k")).isEmpty();
    assertThat(keys.find("")).isEmpty();
    assertThat(keys.find(ABC)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "only | f:1: 1 words",
        "a read b secret | f:1: 4 words",
        "a admin secret | f:1: admin (expected: read or write)",
        "a read sha256:12 | f:1: sha256 (expected: 64 hex digits)",
        "# nothing | f: no key",
      })
  void aWrongLineIsNamedWithoutItsKey(String line, String message) {
    assertThatThrownBy(() -> ApiKeys.parse("f", List.of(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }
}
