package io.dumul.core.aggregate;

import io.dumul.core.definition.AggregateSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The aggregates that are held to the laws, and observations for them. */
final class Cases {
  private Cases() {}

  /** One aggregate, as a definition says it. */
  record Case(AggregateSpec spec, ValueType type) {
    static Case of(String kind, ValueType type, String... parameters) {
      Map<String, String> map = new java.util.TreeMap<>();
      for (int i = 0; i < parameters.length; i += 2) {
        map.put(parameters[i], parameters[i + 1]);
      }
      return new Case(new AggregateSpec(kind, map), type);
    }

    Aggregate<?> aggregate() {
      return Aggregates.of(spec, type);
    }

    @Override
    public String toString() {
      return spec.kind() + spec.parameters() + " of " + type;
    }
  }

  static final List<Case> ALL =
      List.of(
          Case.of("count", ValueType.STRING),
          Case.of("sum", ValueType.NUMBER),
          Case.of("min", ValueType.NUMBER),
          Case.of("max", ValueType.NUMBER),
          Case.of("mean", ValueType.NUMBER),
          Case.of("variance", ValueType.NUMBER),
          Case.of("distinct", ValueType.STRING),
          Case.of("distinct", ValueType.NUMBER, "lg-k", "8"),
          Case.of("distinct", ValueType.STRING, "lg-k", "4"),
          Case.of("quantiles", ValueType.NUMBER, "ranks", "0,0.5,0.9,1", "k", "4000"),
          Case.of("top-k", ValueType.STRING, "k", "3", "capacity", "4096"),
          Case.of("top-k", ValueType.NUMBER),
          Case.of("first", ValueType.NUMBER),
          Case.of("first", ValueType.STRING),
          Case.of("last", ValueType.NUMBER),
          Case.of("last", ValueType.BOOLEAN),
          Case.of("last-k", ValueType.NUMBER, "k", "3"),
          Case.of("last-k", ValueType.STRING));

  /** A few observations, sometimes some hundreds, with ties in time and repeated values. */
  static List<Observation> draw(Random random, ValueType type) {
    int size = random.nextInt(8) == 0 ? random.nextInt(700) : random.nextInt(25);
    int range = 1 + random.nextInt(random.nextBoolean() ? 8 : 1000);
    List<Observation> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Instant time = Instant.ofEpochSecond(random.nextInt(7) - 3, random.nextInt(2) * 1_000L);
      String subject = "u" + random.nextInt(3);
      events.add(new Observation(value(random, type, range), time, subject, "e" + i));
    }
    return events;
  }

  private static String value(Random random, ValueType type, int range) {
    int drawn = random.nextInt(range);
    return switch (type) {
      case BOOLEAN -> Boolean.toString(drawn % 2 == 0);
      case STRING -> drawn == 0 ? "" : "값|" + drawn;
      case NUMBER -> number(random, drawn).toString();
    };
  }

  private static BigDecimal number(Random random, int drawn) {
    if (random.nextInt(20) == 0) {
      return new BigDecimal(new BigInteger(300, random), random.nextInt(500) - 200);
    }
    BigDecimal number = BigDecimal.valueOf(drawn - 3, random.nextInt(4) - 1);
    return random.nextBoolean() ? number : number.setScale(number.scale() + random.nextInt(3));
  }
}
