package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Keys stand in the order of their values. */
class KeyBytesTest {
  private static final String LETTERS = "\0\1ab\u00ff\ud7ff\uffff";

  @Seeds
  void bytesAreInTheOrderOfValues(long seed, Random random) {
    List<ValueKind> kinds = List.of(ValueKind.values());
    ValueKind kind = kinds.get(random.nextInt(kinds.size()));
    Object one = random.nextInt(5) == 0 ? null : value(kind, random);
    Object other = random.nextInt(5) == 0 ? null : value(kind, random);
    int order = Integer.signum(compare(one, other));
    assertThat(compare(kind, one, other, Order.ASC)).isEqualTo(order);
    assertThat(compare(kind, one, other, Order.DESC)).isEqualTo(-order);
  }

  /** No key is the beginning of another, so what follows never decides. */
  private static int compare(
      ValueKind kind, @Nullable Object one, @Nullable Object other, Order order) {
    byte[] left = new KeyBytes().value(kind, one, order).octet(255).done();
    byte[] right = new KeyBytes().value(kind, other, order).octet(0).done();
    boolean same = one == null ? other == null : one.equals(other);
    return same ? 0 : Integer.signum(Arrays.compareUnsigned(left, right));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // both are of one kind
  private static int compare(@Nullable Object one, @Nullable Object other) {
    return ((Comparator) Comparator.nullsFirst(Comparator.naturalOrder())).compare(one, other);
  }

  private static Object value(ValueKind kind, Random random) {
    return switch (kind) {
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(random);
      case FLOAT, DOUBLE -> random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
      default -> random.nextBoolean() ? random.nextLong() : (Object) (long) (random.nextInt(5) - 2);
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(4); length > 0; length--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
