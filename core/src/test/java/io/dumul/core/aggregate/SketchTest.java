package io.dumul.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.Seeds;
import io.dumul.core.definition.AggregateSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.datasketches.hll.Union;
import org.junit.jupiter.api.Test;

/** Sketches where they are larger than what they can hold exactly. */
class SketchTest {
  private static final Instant TIME = Instant.EPOCH;

  @Seeds(30)
  void distinctIsTheSameForEveryOrderAndSplit(long seed, Random random) {
    Distinct distinct = new Distinct(4 + random.nextInt(9), ValueType.STRING);
    List<String> values = values(random, 1 + random.nextInt(1 << random.nextInt(16)));
    Union straight = fold(distinct, values);
    Collections.shuffle(values, random);
    int cut = random.nextInt(values.size() + 1);
    int overlap = random.nextInt(cut + 1);
    Union left = fold(distinct, values.subList(0, cut));
    Union right = fold(distinct, values.subList(overlap, values.size()));
    Union merged = distinct.merge(left, distinct.decode(distinct.encode(right)));
    assertThat(distinct.encode(merged)).isEqualTo(distinct.encode(straight));
    assertThat(distinct.present(merged)).isEqualTo(distinct.present(straight));
  }

  @Seeds(100)
  void distinctIsExactForFewValuesAndNearForMany(long seed, Random random) {
    Distinct distinct = new Distinct(12, ValueType.STRING);
    int few = random.nextInt(300);
    assertThat(distinct.present(fold(distinct, values(random, few))).value().longValue())
        .isEqualTo(few);
    int many = 1 + random.nextInt(20_000);
    Presented presented = distinct.present(fold(distinct, values(random, many)));
    // four standard deviations of the composite estimate, 1.04 / sqrt(4096)
    assertThat((double) presented.value().longValue())
        .isCloseTo(many, within(1 + 4 * 1.04 / 64 * many));
    assertThat(bound(presented).get("lower").longValue())
        .isLessThanOrEqualTo(presented.value().longValue());
    assertThat(bound(presented).get("upper").longValue())
        .isGreaterThanOrEqualTo(presented.value().longValue());
  }

  @Test
  void distinctIsWithinItsBoundAboutNineteenTimesInTwenty() {
    Distinct distinct = new Distinct(8, ValueType.STRING);
    Random random = new Random(1);
    int within = 0;
    for (int i = 0; i < 400; i++) {
      int many = 500 + random.nextInt(5_000);
      JsonNode bound = bound(distinct.present(fold(distinct, values(random, many))));
      boolean holds =
          bound.get("lower").longValue() <= many && many <= bound.get("upper").longValue();
      within += holds ? 1 : 0;
    }
    assertThat(within).isGreaterThan(365);
  }

  @Test
  void distinctCountsTheEmptyStringAndEqualNumbersOnce() {
    Distinct texts = new Distinct(12, ValueType.STRING);
    assertThat(texts.present(fold(texts, List.of("", "", " "))).value().longValue()).isEqualTo(2);
    Distinct numbers = new Distinct(12, ValueType.NUMBER);
    assertThat(numbers.present(fold(numbers, List.of("1", "1.0", "1e0", "10"))).value().longValue())
        .isEqualTo(2);
  }

  @Seeds(50)
  void topKIsWithinItsBound(long seed, Random random) {
    TopK top = new TopK(3, 8, ValueType.STRING);
    List<String> values = new ArrayList<>();
    for (int i = random.nextInt(3_000); i >= 0; i--) {
      values.add("v" + (int) Math.abs(random.nextGaussian() * 20));
    }
    Presented presented =
        top.present(
            top.merge(
                fold(top, values.subList(0, values.size() / 3)),
                fold(top, values.subList(values.size() / 3, values.size()))));
    for (JsonNode row : presented.value()) {
      long frequency = Collections.frequency(values, row.get("item").textValue());
      assertThat(frequency).isBetween(row.get("lower").longValue(), row.get("upper").longValue());
      assertThat(row.get("upper").longValue() - row.get("lower").longValue())
          .isLessThanOrEqualTo(bound(presented).get("error").longValue());
    }
  }

  @Seeds(50)
  void quantilesAreWithinThreeTimesTheirBound(long seed, Random random) {
    AggregateSpec spec = new AggregateSpec("quantiles", Map.of("ranks", "0.1,0.5,0.99"));
    Quantiles quantiles = (Quantiles) Aggregates.of(spec, ValueType.NUMBER);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      values.add(Integer.toString(i));
    }
    Collections.shuffle(values, random);
    Presented presented = quantiles.present(fold(quantiles, values));
    double error = bound(presented).get("rank-error").doubleValue();
    assertThat(error).isBetween(0.005, 0.02);
    for (String rank : quantiles.ranks()) {
      assertThat(presented.value().get(rank).doubleValue() / 5_000)
          .isCloseTo(Double.parseDouble(rank), within(3 * error));
    }
  }

  private static List<String> values(Random random, int many) {
    long start = random.nextLong();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      values.add(Long.toString(start + i));
    }
    return values;
  }

  private static JsonNode bound(Presented presented) {
    return Objects.requireNonNull(presented.bound());
  }

  private static <S> S fold(Aggregate<S> aggregate, List<String> values) {
    S state = aggregate.empty();
    for (String value : values) {
      state = aggregate.add(state, new Observation(value, TIME, "u", "e"));
    }
    return state;
  }
}
