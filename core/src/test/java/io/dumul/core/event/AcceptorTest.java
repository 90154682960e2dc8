package io.dumul.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.event.Verdict.Accepted;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.core.event.Verdict.Rejected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptorTest {
  static final String GOOD =
      """
      {"specversion":"1.0","id":"o-1","source":"/apps/ios","type":"order.cancelled",
       "time":"2026-03-01T12:00:00.123+09:00","subject":"u-1","datacontenttype":"application/json",
       "data":{"store_id":"s-1","region":"마포구","order_id":"o-1","amount":18900.50,
               "by":"user","reason":"changed-mind"}}
      """;
  static final Acceptor ACCEPTOR = new Acceptor(DefinitionFiles.load(Path.of("../definitions")));
  private static final Instant APPENDED = Instant.parse("2026-03-01T03:00:10Z");

  static Verdict judge(String value) {
    return judge("u-1", value.getBytes(StandardCharsets.UTF_8), Instant.MIN);
  }

  static Verdict judge(String key, byte[] value, Instant closing) {
    byte[] subject = key.getBytes(StandardCharsets.UTF_8);
    return ACCEPTOR.judge(new LogRecord(0, 0, APPENDED, subject, value, null), closing);
  }

  static List<Failure> explain(String key, byte[] value, Instant closing) {
    byte[] subject = key.getBytes(StandardCharsets.UTF_8);
    return ACCEPTOR.explain(new LogRecord(0, 0, APPENDED, subject, value, null), closing);
  }

  @Test
  void explainsAllThatIsWrong() {
    ObjectNode event = EventJson.read(GOOD);
    event.put("specversion", "0.3").remove("id");
    event.put("time", "2020-01-01T00:00:00Z");
    event.withObject("/data").put("amount", "18900").put("by", "ghost").remove("store_id");
    byte[] value = EventJson.write(event).getBytes(StandardCharsets.UTF_8);
    assertThat(explain("u-1", value, APPENDED))
        .containsExactlyInAnyOrder(
            new Failure(Reason.ENVELOPE, "/specversion", "attribute", "\"0.3\"", "1.0"),
            new Failure(Reason.ENVELOPE, "/id", "attribute", "missing", "a text"),
            new Failure(Reason.SCHEMA, "/data/amount", "type", "\"18900\"", "type number"),
            new Failure(
                Reason.SCHEMA, "/data/by", "enum", "\"ghost\"", "one of [user, store, rider]"),
            new Failure(Reason.SCHEMA, "/data/store_id", "required", "missing", "a value"),
            new Failure(
                Reason.LATE,
                "/time",
                "lateness",
                "2020-01-01T00:00:00Z",
                ">= " + APPENDED.minus(Duration.ofDays(3))));
  }

  private static Verdict with(Consumer<ObjectNode> change) {
    ObjectNode event = EventJson.read(GOOD);
    change.accept(event);
    return judge(EventJson.write(event));
  }

  private static void rejected(Verdict verdict, Reason reason, String path) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).as(rejected.toString()).isEqualTo(reason);
              assertThat(rejected.path()).as(rejected.toString()).isEqualTo(path);
              assertThat(rejected.detail()).isNotBlank();
            });
  }

  @Test
  void takesAGoodEventAsItWasSent() {
    assertThat(judge(GOOD))
        .isInstanceOfSatisfying(
            Accepted.class,
            accepted -> {
              Event event = accepted.event();
              assertThat(event.time()).isEqualTo("2026-03-01T03:00:00.123Z");
              assertThat(event.subject()).isEqualTo("u-1");
              assertThat(event.at(JsonPointer.compile("/data/amount")).asText())
                  .isEqualTo("18900.50");
              assertThat(event.at(JsonPointer.compile("/data/region")).asText()).isEqualTo("마포구");
            });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "specversion, `0.3`, /specversion",
        "specversion, ``, /specversion",
        "id, ``, /id",
        "source, `a b`, /source",
        "source, ``, /source",
        "type, ``, /type",
        "time, `2026-03-01`, /time",
        "time, `2026-03-01T12:00:00`, /time",
        "time, `2026-02-30T12:00:00Z`, /time",
        "time, `2026-03-01T12:00:00Zx`, /time",
        "subject, ``, /subject",
        "subject, u-2, /subject",
        "datacontenttype, text/plain, /datacontenttype",
        "dataschema, `a b`, /dataschema",
        "Upper, x, /Upper",
        "a/b, x, /a~1b",
      })
  void refusesAWrongAttribute(String name, String value, String path) {
    rejected(with(event -> event.put(name, value)), Reason.ENVELOPE, path);
  }

  @ParameterizedTest
  @CsvSource({"specversion", "id", "source", "type", "time", "subject", "data"})
  void refusesAMissingAttribute(String name) {
    rejected(with(event -> event.remove(name)), Reason.ENVELOPE, "/" + name);
    rejected(with(event -> event.putNull(name)), Reason.ENVELOPE, "/" + name);
    rejected(with(event -> event.put(name, 1)), Reason.ENVELOPE, "/" + name);
    rejected(with(event -> event.putArray(name)), Reason.ENVELOPE, "/" + name);
  }

  @Test
  void takesExtensionsOfScalarsOnly() {
    assertThat(with(event -> event.put("traceparent", "00-1").put("sampled", true).put("n", 3)))
        .isInstanceOf(Accepted.class);
    rejected(with(event -> event.putObject("trace")), Reason.ENVELOPE, "/trace");
    rejected(with(event -> event.put("n", 1.5)), Reason.ENVELOPE, "/n");
    rejected(with(event -> event.put("n", 3_000_000_000L)), Reason.ENVELOPE, "/n");
  }

  @Test
  void refusesATypeThatNobodyDefined() {
    rejected(with(event -> event.put("type", "order.lost")), Reason.UNKNOWN_TYPE, "/type");
  }

  @ParameterizedTest
  @CsvSource({"'', true", "-0-0, true", "-0-1, false", "-1-0, false", "-0, false", "/, false"})
  void refusesAVersionThatNobodyDefined(String version, boolean known) {
    String schema = "https://dumul.example/events/order.cancelled/1";
    Verdict verdict = with(event -> event.put("dataschema", schema + version));
    if (known) {
      assertThat(verdict).isInstanceOf(Accepted.class);
    } else {
      rejected(verdict, Reason.UNKNOWN_VERSION, "/dataschema");
    }
  }

  @Test
  void refusesTheVersionOfAnotherTypeAndTellsWhatElseIsWrong() {
    ObjectNode event = EventJson.read(GOOD);
    event.put("dataschema", "https://dumul.example/events/order.placed/1");
    event.withObject("/data").put("by", "ghost");
    byte[] value = EventJson.write(event).getBytes(StandardCharsets.UTF_8);
    rejected(judge("u-1", value, Instant.MIN), Reason.UNKNOWN_VERSION, "/dataschema");
    assertThat(explain("u-1", value, Instant.MIN))
        .extracting(Failure::reason, Failure::path)
        .containsExactly(
            tuple(Reason.UNKNOWN_VERSION, "/dataschema"), tuple(Reason.SCHEMA, "/data/by"));
  }

  @Test
  void readsWhatCanBeReadOfAWrongEvent() {
    ObjectNode event = EventJson.read(GOOD);
    event.put("specversion", "0.3").put("id", 7).remove("subject");
    event.withObject("/data").put("by", "ghost");
    assertThat(read(EventJson.write(event)))
        .isEqualTo(
            new PartialEvent(
                null,
                "/apps/ios",
                "order.cancelled",
                Instant.parse("2026-03-01T03:00:00.123Z"),
                null,
                event.get("data")));
    PartialEvent nothing = new PartialEvent(null, null, null, null, null, null);
    assertThat(read(EventJson.write(event.put("time", "noon"))).time()).isNull();
    assertThat(read(GOOD.substring(0, 100))).isEqualTo(nothing);
    assertThat(read("{}" + " ".repeat(1 << 20))).isEqualTo(nothing);
    assertThat(PartialEvent.of(new LogRecord(0, 0, APPENDED, null, null, null))).isEqualTo(nothing);
  }

  private static PartialEvent read(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return PartialEvent.of(new LogRecord(0, 0, APPENDED, null, bytes, null));
  }

  private static final String PLACED =
      """
      {"specversion":"1.0","id":"o-1","source":"/apps/ios","type":"order.placed",
       "time":"2026-03-01T12:00:00.123+09:00","subject":"u-1",
       "data":{"store_id":"s-1","region":"마포구","order_id":"o-1","amount":18900.50,
               "delivery_fee":1000,"discount":99.50,"payment":"card","platform":"ios",
               "app_version":"5.1.0","session":"x",
               "items":[{"menu_id":"m","quantity":2,"price":9000.00}]}}
      """;

  @Test
  void refusesDataThatBreaksARule() {
    assertThat(judge(PLACED)).isInstanceOf(Accepted.class);
    String more = PLACED.replace("18900.50", "19900.51");
    rejected(judge(more), Reason.SEMANTIC_RULE, "/data");
    byte[] value = more.getBytes(StandardCharsets.UTF_8);
    String found =
        "discount: 99.50, amount: 19900.51,"
            + " items: [{\"menu_id\":\"m\",\"quantity\":2,\"price\":9000.00}], delivery_fee: 1000";
    assertThat(explain("u-1", value, APPENDED.plus(Duration.ofDays(9))))
        .extracting(Failure::reason, Failure::path, Failure::rule, Failure::found)
        .containsExactly(
            tuple(Reason.SEMANTIC_RULE, "/data", "amount-adds-up", found),
            tuple(
                Reason.SEMANTIC_RULE,
                "/data",
                "amount-within-prices",
                "amount: 19900.51,"
                    + " items: [{\"menu_id\":\"m\",\"quantity\":2,\"price\":9000.00}], delivery_fee: 1000"),
            tuple(Reason.LATE, "/time", "lateness", "2026-03-01T03:00:00.123Z"));
  }

  @Test
  void asksNoRuleOfDataThatBreaksTheSchema() {
    String wrong = PLACED.replace("18900.50", "\"19900.51\"").replace("\"ios\"", "\"vms\"");
    assertThat(explain("u-1", wrong.getBytes(StandardCharsets.UTF_8), Instant.MIN))
        .extracting(Failure::reason)
        .containsOnly(Reason.SCHEMA)
        .hasSize(2);
  }

  @Test
  void refusesDataThatBreaksTheSchema() {
    rejected(
        with(event -> event.withObject("/data").put("amount", "18900")),
        Reason.SCHEMA,
        "/data/amount");
    rejected(
        with(event -> event.withObject("/data").put("amount", new java.math.BigDecimal("1.001"))),
        Reason.SCHEMA,
        "/data/amount");
    rejected(
        with(event -> event.withObject("/data").remove("store_id")),
        Reason.SCHEMA,
        "/data/store_id");
    rejected(with(event -> event.withObject("/data").put("more", 1)), Reason.SCHEMA, "/data/more");
    rejected(
        with(event -> event.withObject("/data").put("by", "ghost")), Reason.SCHEMA, "/data/by");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``",
        "{",
        "[]",
        "1",
        "null",
        "{} {}",
        "{}x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1e301}",
        "{\"a\":1e-400}",
        "{\"a\":1e999999999999}",
        "{\"a\":'b'}",
        "{a:1}",
        "{\"a\":1,}",
        "/**/{}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"\\ud800\":1}",
        "\uFEFF{}",
      })
  void refusesWhatIsNotStrictJson(String text) {
    rejected(judge(text), Reason.MALFORMED, "");
  }

  @Test
  void refusesNumbersAndTreesThatAreTooLarge() {
    rejected(judge("{\"a\":" + "9".repeat(101) + "}"), Reason.MALFORMED, "");
    rejected(judge("{\"a\":" + "9".repeat(100_000) + "}"), Reason.MALFORMED, "");
    rejected(judge("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"), Reason.MALFORMED, "");
    rejected(judge("{\"a\":\"" + "b".repeat(1 << 20) + "\"}"), Reason.TOO_LARGE, "");
    String longest = GOOD + " ".repeat((1 << 20) - GOOD.getBytes(StandardCharsets.UTF_8).length);
    assertThat(judge(longest)).isInstanceOf(Accepted.class);
    rejected(judge(longest + " "), Reason.TOO_LARGE, "");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin = GOOD.replace("마포구", "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    rejected(judge("u-1", latin, Instant.MIN), Reason.MALFORMED, "");
    byte[] utf16 = GOOD.getBytes(StandardCharsets.UTF_16LE);
    rejected(judge("u-1", utf16, Instant.MIN), Reason.MALFORMED, "");
    assertThat(judge(GOOD.replace("마포구", "\uFFFD"))).isInstanceOf(Accepted.class);
  }

  @Test
  void refusesARecordWithoutKeyOrValue() {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    LogRecord keyless = new LogRecord(0, 0, APPENDED, null, good, null);
    rejected(ACCEPTOR.judge(keyless, Instant.MIN), Reason.ENVELOPE, "/subject");
    LogRecord empty = new LogRecord(0, 0, APPENDED, good, null, null);
    rejected(ACCEPTOR.judge(empty, Instant.MIN), Reason.MALFORMED, "");
  }

  @Test
  void judgesTimeByTheLogAlone() {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    Instant time = Instant.parse("2026-03-01T03:00:00.123Z");
    Instant last = time.plus(Duration.ofDays(3));
    assertThat(judge("u-1", good, last)).isInstanceOf(Accepted.class);
    rejected(judge("u-1", good, last.plusMillis(1)), Reason.LATE, "/time");
    Instant limit = APPENDED.plus(Duration.ofMinutes(5));
    assertThat(with(event -> event.put("time", limit.toString()))).isInstanceOf(Accepted.class);
    rejected(
        with(event -> event.put("time", limit.plusMillis(1).toString())), Reason.FUTURE, "/time");
    assertThat(with(event -> event.put("time", "0000-01-01T00:00:00Z")))
        .isInstanceOf(Accepted.class);
    rejected(with(event -> event.put("time", "9999-12-31T23:59:59Z")), Reason.FUTURE, "/time");
  }
}
