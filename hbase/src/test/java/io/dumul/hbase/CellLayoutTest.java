package io.dumul.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import io.dumul.core.view.Entity;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Slot;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the bytes of rows and columns fixed: a change here makes every table unreadable. */
class CellLayoutTest {
  @Test
  void goldenRows() {
    assertThat(hex(Rows.encode(new Entity("all", List.of())))).isEqualTo("570003616c6c");
    assertThat(hex(Rows.encode(new Entity("store", List.of("s1")))))
        .isEqualTo("82000573746f726500027331");
    assertThat(hex(Rows.encode(new Entity("동", List.of("", "b|c")))))
        .isEqualTo("9f0003eb8f9900000003627c63");
  }

  @Test
  void goldenColumns() {
    assertThat(hex(Columns.batch(0x8000_0000_0000_0001L, 1_772_323_200L)))
        .isEqualTo("80000000000000018000000069a38180");
    assertThat(hex(Columns.batch(7, -86_400))).isEqualTo("00000000000000077ffffffffffeae80");
    assertThat(hex(Columns.speed(new IncrementKey(3, new Entity("all", List.of()), 20_513), 12)))
        .isEqualTo("0000000000000003000050210000000c");
  }

  @Seeds
  void rowsAreReadBack(long seed, Random random) {
    List<String> key =
        IntStream.range(0, random.nextInt(4))
            .mapToObj(i -> random.ints(random.nextInt(6), 0, 0xd7ff))
            .map(
                chars ->
                    chars.collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append))
            .map(StringBuilder::toString)
            .toList();
    Entity entity = new Entity("kind" + random.nextInt(3), key);
    assertThat(Rows.decode(Rows.encode(entity))).isEqualTo(entity);
  }

  @Test
  void columnsAreReadBack() {
    Slot slot = new Slot(Long.MIN_VALUE + 5, -3_600);
    assertThat(Columns.slot(cell(Columns.BATCH, Columns.batch(slot.metric(), slot.bucket()), 9)))
        .isEqualTo(slot);
    Entity entity = new Entity("store", List.of("s1"));
    IncrementKey key = new IncrementKey(4, entity, -2);
    Increment increment =
        Columns.increment(entity, cell(Columns.SPEED, Columns.speed(key, 3), 1L << 41));
    assertThat(increment)
        .usingRecursiveComparison()
        .isEqualTo(new Increment(key, 3, 1L << 41, new byte[] {1, 2}));
  }

  @Test
  void aKeyThatIsTooLongIsRefused() {
    Entity entity = new Entity("store", List.of("x".repeat(40_000)));
    assertThatThrownBy(() -> Rows.encode(entity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row of store: 40010 bytes (expected: <= 32767)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 48, 100, 256})
  void aRowIsInTheRegionThatBeginsAtOrBeforeIt(int regions) {
    byte[][] splits = Rows.splits(regions);
    for (int salt = 0; salt < 256; salt++) {
      byte[] row = {(byte) salt};
      long begun = Arrays.stream(splits).filter(at -> Bytes.compareTo(at, row) <= 0).count();
      assertThat(Rows.region(row, regions)).as("salt %d", salt).isEqualTo((int) begun);
    }
  }

  @Test
  void saltsSpreadRowsOverAllRegions() {
    byte[][] splits = Rows.splits(4);
    assertThat(splits).isEqualTo(new byte[][] {{0x40}, {(byte) 0x80}, {(byte) 0xc0}});
    int[] rows = new int[4];
    IntStream.range(0, 4_000)
        .mapToObj(i -> Rows.encode(new Entity("store", List.of("s" + i))))
        .forEach(row -> rows[(row[0] & 0xff) / 64]++);
    assertThat(IntStream.of(rows).boxed()).allMatch(count -> count > 800 && count < 1_200);
    assertThat(Rows.splits(1)).isEmpty();
  }

  private static KeyValue cell(byte[] family, byte[] qualifier, long timestamp) {
    return new KeyValue(Bytes.toBytes("row"), family, qualifier, timestamp, new byte[] {1, 2});
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
