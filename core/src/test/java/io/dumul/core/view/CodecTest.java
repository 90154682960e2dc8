package io.dumul.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The bytes of the views' own records. What they carry of aggregates has golden files of its own.
 */
class CodecTest {

  @Test
  void theBytesStayWhatTheyAre() {
    byte[] partials = Partials.encode(Map.of(new Slot(-2, 3600), new byte[] {7, 8}));
    assertThat(HexFormat.of().formatHex(partials))
        .isEqualTo("01" + "fffffffffffffffe" + "0000000000000e10" + "00000002" + "0708");
    byte[] key = new IncrementKey(5, new Entity("store", List.of("s-1")), 20_000).encode();
    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo(
            "0000000000000005" + "00004e20" + "00000005" + "73746f7265" + "00000003" + "732d31");
  }

  @Seeds(300)
  void partialsAreTakenApartAsTheyWerePutTogether(long seed, Random random) {
    Map<Slot, byte[]> states = new TreeMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      byte[] state = new byte[random.nextInt(20)];
      random.nextBytes(state);
      states.put(new Slot(random.nextLong(), random.nextLong()), state);
    }
    byte[] bytes = Partials.encode(states);
    assertThat(Partials.split(bytes)).containsExactlyInAnyOrderEntriesOf(states);
    if (bytes.length > 1) {
      byte[] cut = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
      assertThat(splitOrNone(cut)).isNotEqualTo(bytes.length);
    }
  }

  private static int splitOrNone(byte[] bytes) {
    try {
      return Partials.encode(Partials.split(bytes)).length;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  @Test
  void otherVersionsAreRefused() {
    assertThatThrownBy(() -> Partials.split(new byte[0])).hasMessageContaining("version none");
    assertThatThrownBy(() -> Partials.split(new byte[] {9})).hasMessageContaining("version 9");
  }

  @Seeds(300)
  void keysAreReadBackAndEpochsStandTogether(long seed, Random random) {
    IncrementKey key = key(random);
    IncrementKey other = key(random);
    assertThat(IncrementKey.decode(key.encode())).isEqualTo(key);
    if (key.epoch() != other.epoch()) {
      assertThat(Arrays.compareUnsigned(key.encode(), other.encode()) < 0)
          .isEqualTo(key.epoch() < other.epoch());
    }
  }

  @Seeds(300)
  void keyTextsAreReadBack(long seed, Random random) {
    Entity entity = key(random).entity();
    assertThat(Entity.parse(entity.kind(), entity.keyText(), entity.key().size()))
        .isEqualTo(entity);
  }

  @Test
  void aKeyTextOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> Entity.parse("x", "a|b", 3))
        .hasMessage("key: a|b (expected: 3 values joined by |)");
  }

  @Test
  void aVersionHoldsGenerationAndOffset() {
    Increment increment =
        new Increment(key(new Random(1)), 0, Increment.version(3, 99), new byte[0]);
    assertThat(increment.generation()).isEqualTo(3);
    assertThat(Increment.version(3, 0)).isGreaterThan(Increment.version(2, (1L << 40) - 1));
    assertThatThrownBy(() -> Increment.version(0, 1L << 40)).hasMessageContaining("expected");
  }

  private static IncrementKey key(Random random) {
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      parts.add(text(random));
    }
    return new IncrementKey(random.nextInt(1000), new Entity("kind", parts), random.nextInt());
  }

  private static String text(Random random) {
    String letters = "a|\\두물 ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
