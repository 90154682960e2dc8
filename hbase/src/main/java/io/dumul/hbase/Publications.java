package io.dumul.hbase;

import io.dumul.core.view.Attempt;
import io.dumul.core.view.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the column {@code publications} says.
 *
 * @param last the highest number that any attempt had, remembered or forgotten
 * @param published the number that readers use now, 0 for none
 * @param attempts by number
 */
record Publications(long last, long published, List<Attempt> attempts) {
  private static final Publications NONE = new Publications(0, 0, List.of());

  Publications {
    attempts = List.copyOf(attempts);
  }

  static Publications decode(byte @Nullable [] bytes) {
    return bytes == null ? NONE : ControlJson.publications(bytes);
  }

  byte[] encode() {
    return ControlJson.bytes(this);
  }

  Publications begin(long atLeast, LongFunction<Attempt> make) {
    long number = Math.max(last + 1, atLeast);
    List<Attempt> more = new ArrayList<>(attempts);
    more.add(make.apply(number).requireNumber(number));
    return new Publications(number, published, more);
  }

  Attempt newest() {
    return attempts.get(attempts.size() - 1);
  }

  /** The same where another number than the expected one is published. */
  Publications publish(long expected, long number) {
    if (attempts.stream().noneMatch(attempt -> number(attempt) == number)) {
      throw new IllegalArgumentException(
          "number: "
              + number
              + " (expected: one of "
              + attempts.stream().map(Publications::number).toList()
              + ")");
    }
    return published == expected ? new Publications(last, number, attempts) : this;
  }

  Publications forget(long below) {
    return new Publications(
        last,
        published,
        attempts.stream()
            .filter(attempt -> number(attempt) >= below || number(attempt) == published)
            .toList());
  }

  Optional<Published> current() {
    return attempts.stream()
        .map(Attempt::publication)
        .filter(publication -> publication.number() == published)
        .findAny();
  }

  private static long number(Attempt attempt) {
    return attempt.publication().number();
  }
}
