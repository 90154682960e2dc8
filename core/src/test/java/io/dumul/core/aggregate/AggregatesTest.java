package io.dumul.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.definition.AggregateSpec;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatesTest {

  @Test
  void everyKindIsMade() {
    for (String kind : Aggregates.kinds()) {
      assertThat(Aggregates.of(new AggregateSpec(kind, Map.of()), ValueType.NUMBER)).isNotNull();
    }
  }

  @Test
  void countNeedsNoField() {
    assertThat(Aggregates.of(new AggregateSpec("count", Map.of()), null)).isNotNull();
  }

  @Test
  void unknownKindIsRefused() {
    refused("avg", "", "kind: avg (expected: one of [count, sum, min");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "min", "max", "mean", "variance", "quantiles"})
  void numbersAreNeeded(String kind) {
    AggregateSpec spec = new AggregateSpec(kind, Map.of());
    assertThatThrownBy(() -> Aggregates.of(spec, ValueType.STRING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value: string (expected: a number field, for " + kind + ")");
    assertThatThrownBy(() -> Aggregates.of(spec, null))
        .hasMessage("value: none (expected: a field, for " + kind + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "top-k;    k=0;              k: 0 (expected: 1 to 1000)",
        "top-k;    k=ten;            k: ten (expected: 1 to 1000)",
        "top-k;    capacity=100;     capacity: 100 (expected: a power of 2",
        "top-k;    capacity=8;       capacity: 8 (expected: a power of 2 of which 3/4 are at least",
        "last-k;   k=1001;           k: 1001 (expected: 1 to 1000)",
        "distinct; lg-k=3;           lg-k: 3 (expected: 4 to 18)",
        "quantiles; ranks=0.5|1.1;   ranks: 0.5|1.1 (expected: different numbers from 0 to 1",
        "quantiles; ranks=;          ranks:  (expected: different numbers from 0 to 1",
        "quantiles; k=7;             k: 7 (expected: 8 to 65535)",
        "sum;      k=1;              parameter: k (expected: none)",
        "top-k;    lg-k=1;           parameter: lg-k (expected: one of [capacity, k])"
      })
  void wrongParametersAreRefused(String kind, String parameter, String message) {
    refused(kind, parameter, message);
  }

  @Test
  void equalRanksAreRefused() {
    AggregateSpec spec = new AggregateSpec("quantiles", Map.of("ranks", "0.5, 0.5"));
    assertThatThrownBy(() -> Aggregates.of(spec, ValueType.NUMBER))
        .hasMessageStartingWith("ranks: 0.5, 0.5 (expected: different");
  }

  @Test
  void aListOfRanksMayStandInBrackets() {
    AggregateSpec spec = new AggregateSpec("quantiles", Map.of("ranks", "[0.5, 0.99]"));
    assertThat(((Quantiles) Aggregates.of(spec, ValueType.NUMBER)).ranks())
        .containsExactly("0.5", "0.99");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1000000000", "-1e-1000000000", "0e999999999", "1e201", "1e-301", "x"})
  void absurdNumbersAreRefusedBeforeTheyGrow(String number) {
    for (String kind : new String[] {"sum", "min", "mean", "variance", "quantiles", "distinct"}) {
      Aggregate<?> aggregate = Aggregates.of(new AggregateSpec(kind, Map.of()), ValueType.NUMBER);
      assertThatThrownBy(() -> addOne(aggregate, number))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("number: ");
    }
  }

  @Test
  void aLongNumberIsRefused() {
    assertThatThrownBy(() -> Decimals.parse("1".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Decimals.parse("1".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Decimals.parse("9".repeat(100) + "e200").doubleValue()).isFinite();
  }

  private static <S> void addOne(Aggregate<S> aggregate, String value) {
    aggregate.add(aggregate.empty(), new Observation(value, Instant.EPOCH, "u", "e"));
  }

  private static void refused(String kind, String parameter, String message) {
    String[] pair = parameter.split("=", -1);
    Map<String, String> parameters = pair.length == 2 ? Map.of(pair[0], pair[1]) : Map.of();
    assertThatThrownBy(() -> Aggregates.of(new AggregateSpec(kind, parameters), ValueType.NUMBER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
