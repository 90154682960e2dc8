package io.dumul.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import io.dumul.core.view.Entity;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Selection;
import io.dumul.core.view.Slot;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class PrefixesTest {
  private static final long HOUR = 3_600;

  @Seeds
  void whatIsSelectedPasses(long seed, Random random) {
    long width = 1L << random.nextInt(62);
    long from = random.nextBoolean() ? random.nextLong(-width, width) : random.nextInt();
    long to = from + random.nextLong(1, 1 + width);
    Selection selection = new Selection(Set.of(1L + random.nextInt(), 2L, -3L), from, to, 1);
    byte[][] prefixes = Prefixes.of(selection);
    assertThat(prefixes.length).isLessThanOrEqualTo(257);
    for (long metric : selection.metrics()) {
      for (long bucket : new long[] {from, to - 1, from + random.nextLong(to - from)}) {
        assertThat(selection.holds(new Slot(metric, bucket))).isTrue();
        assertThat(passes(prefixes, Columns.batch(metric, bucket))).isTrue();
      }
    }
  }

  @Test
  void everyIncrementPasses() {
    byte[][] prefixes = Prefixes.of(new Selection(Set.of(5L), 0, 0, 1));
    IncrementKey key = new IncrementKey(0xffff_ffffL, new Entity("all", List.of()), -1);
    assertThat(passes(prefixes, Columns.speed(key, 0))).isTrue();
  }

  @Test
  void aLongRowIsNotReadForAShortRange() {
    byte[][] prefixes =
        Prefixes.of(new Selection(Set.of(Long.MAX_VALUE), 480_000 * HOUR, 480_024 * HOUR, 1));
    long passed =
        LongStream.range(0, 500_000)
            .filter(hour -> passes(prefixes, Columns.batch(Long.MAX_VALUE, hour * HOUR)))
            .count();
    assertThat(passed).isBetween(24L, 24L + 2 * 18);
    assertThat(passes(prefixes, Columns.batch(Long.MAX_VALUE - 1, 480_000 * HOUR))).isFalse();
  }

  private static boolean passes(byte[][] prefixes, byte[] qualifier) {
    for (byte[] prefix : prefixes) {
      if (Bytes.startsWith(qualifier, prefix)) {
        return true;
      }
    }
    return false;
  }
}
