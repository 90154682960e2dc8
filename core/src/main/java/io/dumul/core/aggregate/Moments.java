package io.dumul.core.aggregate;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;

/** The order in time that first, last and last-k go by, and the bytes of what they keep. */
final class Moments {
  /**
   * By time, then subject, then id. Two accepted events never have all three in common; the value
   * stands last so that the order is total whatever comes.
   */
  static final Comparator<Observation> ORDER =
      Comparator.comparing(Observation::time)
          .thenComparing(Observation::subject)
          .thenComparing(Observation::id)
          .thenComparing(Observation::field);

  private Moments() {}

  static void write(StateWriter out, Observation moment) {
    Instant time = moment.time();
    out.signed(time.getEpochSecond()).unsigned(time.getNano());
    out.text(moment.subject()).text(moment.id()).text(moment.field());
  }

  static Observation read(StateReader in) {
    Instant time = time(in.signed(), in.unsigned());
    String subject = in.text();
    String id = in.text();
    return new Observation(in.text(), time, subject, id);
  }

  private static Instant time(long second, long nano) {
    try {
      return Instant.ofEpochSecond(second, nano);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("time: " + second + " (expected: epoch seconds)", e);
    }
  }
}
