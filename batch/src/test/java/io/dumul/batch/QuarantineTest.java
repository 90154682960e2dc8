package io.dumul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.batch.lake.LakeTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Schema;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not count is kept, with all that is wrong with it. */
final class QuarantineTest {
  private static final String WRONG =
      """
      {"specversion":"1.0","id":"w","source":"/test","type":"sale","time":"2026-02-20T10:00:00Z",\
      "subject":"u","n":1.5,"data":{"amount":"1.10"}}""";

  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(folder, 1);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aWrongEventIsReadAsFarAsItCanBeAndAllThatIsWrongIsToldOfIt() {
    bench.close("2026-03-01T00:00:00Z");
    bench.send("u", WRONG);
    bench.sale("good", "u", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.sale("good", "u", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.send("u", WRONG.substring(0, 50));
    bench.close("2026-03-01T20:00:00Z");
    bench.land();

    assertThat(bench.number("select count(*) from activity")).isEqualTo(1);
    List<Row> rows =
        bench
            .sql(
                "select id, source, type, cast(event_time as string), subject, data, value,"
                    + " reason, path, detail from quarantine order by kafka_offset")
            .collectAsList();
    assertThat(rows).hasSize(3);
    assertThat(text(rows.get(0), 0, 6))
        .containsExactly("w", "/test", "sale", "2026-02-20 10:00:00", "u", "{\"amount\":\"1.10\"}");
    assertThat(rows.get(0).<byte[]>getAs(6)).isEqualTo(WRONG.getBytes(StandardCharsets.UTF_8));
    assertThat(text(rows.get(0), 7, 10))
        .containsExactly(
            "ENVELOPE", "/n", "n: 1.5 (expected: a string, a boolean or a 32-bit integer)");
    assertThat(text(rows.get(1), 0, 6))
        .containsExactly(
            "good",
            "/test",
            "sale",
            "2026-03-01 10:00:00",
            "u",
            "{\"store\":\"s0\",\"amount\":1.10}");
    assertThat(text(rows.get(2), 0, 6)).containsOnlyNulls();

    assertThat(
            bench
                .sql(
                    "select id, f.* from quarantine lateral view explode(failures) as f"
                        + " order by kafka_offset")
                .collectAsList())
        .extracting(Row::mkString)
        .hasSize(5)
        .anyMatch(
            row -> row.equals("wENVELOPE/nattribute1.5a string, a boolean or a 32-bit integer"))
        .anyMatch(row -> row.equals("wSCHEMA/data/storerequiredmissinga value"))
        .anyMatch(row -> row.equals("wSCHEMA/data/amounttype\"1.10\"type number"))
        .anyMatch(
            row -> row.equals("wLATE/timelateness2026-02-20T10:00:00Z>= 2026-02-27T00:00:00Z"))
        .anyMatch(row -> row.startsWith("nullMALFORMEDjson"));
  }

  @Test
  void anObservedEventLandsWithItsFailuresAndCountsWhereItCan() throws IOException {
    Files.writeString(
        folder.resolve("definitions/modes.yaml"),
        "modes:\n  - {mode: observe, events: [sale], sources: [/test]}\n");
    bench.sale("good", "u", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.sale("odd", "u", "2026-03-01T10:00:00Z", "s0", "\"many\"");
    bench.sale("odd", "u", "2026-03-01T10:00:00Z", "s0", "\"many\"");
    bench.close("2026-03-01T20:00:00Z");
    assertThat(bench.land().landed())
        .extracting(Land.Summary::accepted, Land.Summary::duplicates, Land.Summary::rejected)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(2L, 1L, 0L));
    assertThat(
            bench
                .sql("select id, size(failures), get(failures, 0).path from activity order by id")
                .collectAsList())
        .extracting(row -> row.mkString(" "))
        .containsExactly("good 0 null", "odd 1 /data/amount");
    bench.recompute();
    assertThat(bench.aggregates())
        .containsEntry("all-sales//2026-03-01T00:00:00Z", "2")
        .containsEntry("revenue/s0/2026-03-01T10:00:00Z", "1.1");
  }

  @Test
  void verdictsAreCountedOnceEachOnTheDayThatTheLogTookThem() throws IOException {
    verdictMetric("received", "{field: /data/verdict, in: [accepted, rejected]}", "count");
    verdictMetric("passed", "{field: /data/passed, equals: true}", "count");
    verdictMetric("again", "{field: /data/verdict, equals: duplicate}", "count");
    verdictMetric("defects", "{field: /data/failure, present: true}", "top-k, value: /data/defect");
    bench.close("2026-03-01T00:00:00Z");
    bench.send("u", WRONG);
    bench.sale("good", "u", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.sale("good", "u", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.close("2026-03-01T20:00:00Z");
    bench.land();
    bench.recompute();
    assertThat(counted("received", "passed", "again")).containsExactly("2", "1", "1");
    bench.publish();

    bench.send("u", "{");
    bench.send("u", WRONG.replace("\"sale\"", "\"lost\""));
    bench.close("2026-03-01T21:00:00Z");
    bench.land();
    assertThat(bench.recompute().days()).isNotEmpty();
    assertThat(counted("received", "passed", "again")).containsExactly("4", "1", "1");
    assertThat(counted("defects").get(0))
        .contains("\"sale ENVELOPE /n\"", "\"(unknown) MALFORMED \"", "\"(unknown) ENVELOPE /n\"");
    Recompute recompute = Recompute.of(bench.batch());
    java.time.LocalDate day = java.time.LocalDate.parse("2026-03-01");
    recompute.run(recompute.range(day, day));
    assertThat(counted("received")).containsExactly("4");
  }

  @Test
  void anOlderModelStandsAsItWasSentAndCountsAsTheNewest() throws IOException {
    bench.sale("old", "u", "2026-03-01T10:00:00Z", "s0", "1.10");
    bench.close("2026-03-01T20:00:00Z");
    bench.land();
    Path file = folder.resolve("definitions/events/sale.json");
    String text =
        Files.readString(file)
            .replace("sale/1\"", "sale/2\"")
            .replace("\"1-0-0\"", "\"2-0-0\", \"x-supersedes\": " + SUPERSEDES)
            .replace("\"amount\"", "\"price\"");
    Files.writeString(file, text);
    Path metric = folder.resolve("definitions/metrics/revenue.yaml");
    Files.writeString(metric, Files.readString(metric).replace("/data/amount", "/data/price"));
    bench.send("u", sale("named", "events/sale/1-0-0", "\"amount\":\"2.20\""));
    bench.send("u", sale("new", "events/sale/2", "\"price\":4.40"));
    bench.send("u", sale("unnamed", "events/sale/1-7-0", "\"amount\":8.80"));
    try (Batch newer = bench.open()) {
      Close.run(newer, Optional.of(Instant.parse("2026-03-01T21:00:00Z")), Instant.MIN);
      assertThat(Land.run(newer, OptionalLong.empty(), false).landed())
          .extracting(Land.Summary::accepted, Land.Summary::rejected)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(2L, 1L));
      assertThat(
              bench
                  .sql(
                      "select id, schema_version, data, get_json_object(dumul_functions.newest(type,"
                          + " schema_version, data), '$.price') from activity order by id")
                  .collectAsList())
          .extracting(row -> row.mkString(" "))
          .containsExactly(
              "named 1-0-0 {\"store\":\"s0\",\"amount\":\"2.20\"} 2.2",
              "new 2-0-0 {\"store\":\"s0\",\"price\":4.40} 4.4",
              "old 1-0-0 {\"store\":\"s0\",\"amount\":1.10} 1.1");
      assertThat(bench.sql("select reason, schema_version from quarantine").collectAsList())
          .extracting(row -> row.mkString(" "))
          .containsExactly("UNKNOWN_VERSION null");
      Recompute recompute = Recompute.of(newer);
      recompute.run(recompute.stale());
      assertThat(bench.aggregates()).containsEntry("revenue/s0/2026-03-01T10:00:00Z", "7.7");
    }
  }

  private static final String SUPERSEDES =
      """
      [{"schema": "https://dumul.example/events/sale/1", "version": "1-2-0", "steps": [
        {"rename": "/data/amount", "to": "/data/price"}, {"cast": "/data/price", "to": "number"}]}]
      """;

  private static String sale(String id, String schema, String field) {
    return """
    {"specversion":"1.0","id":"%s","source":"/test","type":"sale","time":"2026-03-01T10:00:00Z",\
    "subject":"u","dataschema":"https://dumul.example/%s","data":{"store":"s0",%s}}"""
        .formatted(id, schema, field);
  }

  /** What stands in the table for metrics that have one row each, in the hour of the log. */
  private List<String> counted(String... metrics) {
    return java.util.Arrays.stream(metrics)
        .map(
            metric ->
                bench.sql(
                    "select value from aggregates where bucket = timestamp'2026-03-01' and metric = '"
                        + metric
                        + "'"))
        .map(rows -> rows.collectAsList().stream().map(row -> row.getString(0)).toList())
        .map(values -> String.join("|", values))
        .toList();
  }

  private void verdictMetric(String name, String filter, String kind) throws IOException {
    Files.writeString(
        folder.resolve("definitions/metrics/" + name + ".yaml"),
        """
        name: %s
        version: 1
        description: A metric over verdicts.
        owner: test
        events: [dumul.verdict]
        filter: [%s]
        key: {entity: all}
        bucket: {unit: hour, zone: UTC}
        aggregate: {kind: %s}
        """
            .formatted(name, filter, kind));
  }

  @Test
  void aTableOfBeforeTakesTheNewColumns() {
    bench.sale("bad", "u", "2026-03-01T10:00:00Z", "s0", "\"x\"");
    bench.close("2026-03-01T20:00:00Z");
    bench.land();
    withoutNewColumns();
    assertThat(bench.sql("select * from quarantine").columns()).doesNotContain("failures");

    bench.sale("bad2", "u", "2026-03-01T11:00:00Z", "s0", "\"x\"");
    bench.close("2026-03-01T21:00:00Z");
    bench.land();
    assertThat(
            bench
                .sql("select id, source, failures[0].path from quarantine order by epoch")
                .collectAsList())
        .extracting(row -> row.mkString(" "))
        .containsExactly("bad null null", "bad2 /test /data/amount");
  }

  /** Makes the table what it was before it had them; their values are gone. */
  private void withoutNewColumns() {
    var update = bench.batch().lake().table(LakeTable.QUARANTINE).updateSchema();
    Schema schema = bench.batch().lake().table(LakeTable.QUARANTINE).schema();
    schema
        .columns()
        .subList(12, schema.columns().size())
        .forEach(c -> update.deleteColumn(c.name()));
    update.commit();
    bench.sql("refresh table quarantine");
  }

  private static List<Object> text(Row row, int from, int to) {
    return java.util.stream.IntStream.range(from, to).mapToObj(row::get).toList();
  }
}
