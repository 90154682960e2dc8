package io.dumul.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.aggregate.Cases.Case;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the bytes of states fixed. {@code golden/aggregates.txt} has, for each case, the bytes of
 * its values in hex and how they are presented. Cells that were written long ago must be read for
 * ever, so a line may be added, for a new version, but none is ever changed.
 */
class GoldenTest {

  /** A case and the values that it folds. */
  record Golden(Case of, List<String> values) {
    static Golden of(Case of, String... values) {
      return new Golden(of, List.of(values));
    }

    @Override
    public String toString() {
      return of + " " + (values.size() > 9 ? values.size() + " values" : values);
    }
  }

  private static final String[] PRICES = {"12.50", "3", "-0.125", "1e3"};
  private static final String[] TEXTS = {"b", "", "값", "b"};

  static Stream<Golden> goldens() {
    return Stream.of(
        Golden.of(Case.of("count", ValueType.STRING), TEXTS),
        Golden.of(Case.of("sum", ValueType.NUMBER)),
        Golden.of(Case.of("sum", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("min", ValueType.NUMBER)),
        Golden.of(Case.of("min", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("max", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("mean", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("variance", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("distinct", ValueType.STRING), TEXTS),
        new Golden(Case.of("distinct", ValueType.NUMBER, "lg-k", "8"), numbers(12)),
        new Golden(Case.of("distinct", ValueType.NUMBER, "lg-k", "4"), numbers(50)),
        Golden.of(Case.of("quantiles", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("top-k", ValueType.STRING), "b", "a", "b"),
        Golden.of(Case.of("first", ValueType.NUMBER), PRICES),
        Golden.of(Case.of("last", ValueType.STRING)),
        Golden.of(Case.of("last", ValueType.STRING), TEXTS),
        Golden.of(Case.of("last-k", ValueType.BOOLEAN, "k", "2"), "true", "false", "true"));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void bytesStayAsTheyAre(Golden golden) {
    String line = line(golden, golden.of().aggregate());
    assertThat(line).isEqualTo(String.join(" ", stored(golden)));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void oldBytesAreRead(Golden golden) {
    String[] line = stored(golden);
    assertThat(decoded(golden.of().aggregate(), HexFormat.of().parseHex(line[0])))
        .isEqualTo(line[1]);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void badBytesAreRefused(Golden golden) {
    Aggregate<?> aggregate = golden.of().aggregate();
    byte[] good = HexFormat.of().parseHex(stored(golden)[0]);
    byte[] otherVersion = good.clone();
    otherVersion[0]++;
    refused(aggregate, otherVersion);
    refused(aggregate, new byte[0]);
    refused(aggregate, Arrays.copyOf(good, good.length + 1));
    if (good.length > 1) {
      refused(aggregate, Arrays.copyOf(good, good.length - 1));
    }
  }

  private static void refused(Aggregate<?> aggregate, byte[] bytes) {
    assertThatThrownBy(() -> aggregate.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  private static <S> String line(Golden golden, Aggregate<S> aggregate) {
    S state = aggregate.empty();
    for (int i = 0; i < golden.values().size(); i++) {
      Instant time = Instant.parse("2026-03-01T10:00:00.123Z").plusSeconds(i);
      state = aggregate.add(state, new Observation(golden.values().get(i), time, "u", "e" + i));
    }
    byte[] bytes = aggregate.encode(state);
    return HexFormat.of().formatHex(bytes) + " " + decoded(aggregate, bytes);
  }

  private static <S> String decoded(Aggregate<S> aggregate, byte[] bytes) {
    Presented presented = aggregate.present(aggregate.decode(bytes));
    return presented.value() + (presented.bound() == null ? "" : " " + presented.bound());
  }

  private static List<String> numbers(int many) {
    return Stream.iterate(1, i -> i + 1).limit(many).map(String::valueOf).toList();
  }

  /** The bytes in hex, and how they are presented. */
  private static String[] stored(Golden golden) {
    String line = lines().get(golden.toString());
    assertThat(line).as("line of %s", golden).isNotNull();
    return Objects.requireNonNull(line).split(" ", 2);
  }

  /** Lines {@code case: hex value bound}. */
  private static Map<String, String> lines() {
    try (InputStream in =
        Objects.requireNonNull(GoldenTest.class.getResourceAsStream("/golden/aggregates.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
