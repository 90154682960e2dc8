package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldEventsTest {
  private static final int EVENTS = 300;

  @TempDir private Path folder;
  private ShippedDefinitions definitions;

  @BeforeEach
  void read() throws IOException {
    TestDefinitions.write(folder);
    definitions = ShippedDefinitions.of(folder);
  }

  @Test
  void memoryDecidesHowOftenAKeyComesNotWhatItIs() {
    List<Row> roomy = fold(Long.MAX_VALUE);
    List<Row> tight = fold(1000);
    assertThat(roomy).hasSize(keys(roomy));
    assertThat(tight).hasSizeGreaterThan(10 * keys(tight));
    assertThat(values(merged(tight))).isEqualTo(values(merged(roomy)));
    assertThat(values(merged(roomy)))
        .containsEntry("all-sales//0", "" + EVENTS)
        .containsEntry("sales/store-1/-32400", "" + EVENTS / 3)
        .containsEntry("revenue/store-1/0", "" + 10 * EVENTS / 3)
        .containsEntry("buyers/store-1/-32400", "50");
  }

  @Test
  void onlyMetricsOfTheZoneAreFolded() {
    List<Row> rows =
        list(new PartialFold(events(), this::event, definitions.get(), ZoneId.of("UTC"), 1 << 20));
    assertThat(values(rows)).containsOnlyKeys("all-sales//0");
  }

  private List<Row> fold(long most) {
    return list(new PartialFold(events(), this::event, definitions.get(), null, most));
  }

  private Event event(Row row) {
    return FoldEvents.event(definitions.get(), row);
  }

  private List<Row> merged(List<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(row -> row.getLong(4) + "/" + key(row)));
    List<Row> merged = list(new MergeEqual(definitions).call(sorted.iterator()));
    assertThat(merged).hasSize(keys(rows));
    return merged;
  }

  /** Events of three stores and 50 users a store, in the first hour of 1970. */
  private static Iterator<Row> events() {
    return IntStream.range(0, EVENTS)
        .mapToObj(
            i ->
                RowFactory.create(
                    "id-" + i,
                    "/test",
                    "sale",
                    Instant.ofEpochSecond(i),
                    "user-" + i % 150,
                    "{\"store\":\"store-" + i % 3 + "\",\"amount\":10}"))
        .iterator();
  }

  private static <T> List<T> list(Iterator<T> all) {
    List<T> list = new ArrayList<>();
    all.forEachRemaining(list::add);
    return list;
  }

  private static int keys(List<Row> rows) {
    return (int) rows.stream().map(row -> key(row) + "/" + row.getLong(4)).distinct().count();
  }

  private static String key(Row row) {
    return row.getLong(0) + "/" + row.getString(1) + "/" + row.getString(2);
  }

  private Map<String, String> values(List<Row> rows) {
    Map<String, String> values = new TreeMap<>();
    for (Row row : rows) {
      Metric metric = Objects.requireNonNull(definitions.get().metric(row.getLong(0)));
      values.put(
          metric.name() + "/" + row.getString(2) + "/" + row.getLong(4),
          present(metric.aggregate(), row.getAs(5)));
    }
    return values;
  }

  private static <S> String present(Aggregate<S> aggregate, byte[] state) {
    return aggregate.present(aggregate.decode(state)).value().toString();
  }
}
