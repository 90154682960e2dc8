package io.dumul.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.PartialEvent;
import io.dumul.core.recovery.RecoveryRule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecoveryFileTest {
  private static final String RULE =
      """
      name: amounts
      where:
        events: [order.placed]
        sources: [/checkout/*]
        failures: [{type: SCHEMA, path: /data/amount}]
        epochs: {from: 3, to: 9}
        appended: {from: "2026-03-01T00:00:00+09:00"}
        condition: data.platform == 'ios' && data.amount != ''
      steps:
      """;

  @Test
  void aRuleSaysWhichEventsItIsFor() {
    RecoveryRule rule = RecoveryFile.read("r.yaml", RULE + "  - {remove: /data/x}\n");
    assertThat(rule.where().events()).containsExactly("order.placed");
    assertThat(rule.where().failures())
        .containsExactly(new RecoveryRule.Wrong("SCHEMA", "/data/amount", null));
    assertThat(rule.where().epochs()).isEqualTo(new RecoveryRule.Range<>(3L, 9L));
    assertThat(rule.where().appended().from()).isEqualTo(Instant.parse("2026-02-28T15:00:00Z"));
    assertThat(rule.holds(event("{'data': {'platform': 'ios', 'amount': '1'}}"))).isTrue();
    assertThat(rule.holds(event("{'data': {'platform': 'web', 'amount': '1'}}"))).isFalse();
    assertThat(rule.holds(event("{'data': {'platform': 'ios'}}"))).as("cannot be told").isFalse();
    assertThat(rule.holds(event("{'data': 7}"))).isFalse();
    assertThat(rule.holds(event("7"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      textBlock =
          """
          {set: /data/a, value: 1}                           | {'data':{}}                  | {'data':{'a':1}}
          {set: /data/a/b, value: [x]}                       | {'data':{}}                  | {'data':{'a':{'b':['x']}}}
          {set: /data/a/b, value: 1}                         | {'data':{'a':7}}             | {'data':{'a':7}}
          {set: /data/i/*/n, value: 1}                       | {'data':{'i':[{},{'n':2}]}}  | {'data':{'i':[{'n':1},{'n':1}]}}
          {rename: /data/a, to: /data/b}                     | {'data':{'a':1}}             | {'data':{'b':1}}
          {rename: /data/a, to: /data/b}                     | {'data':{'a':1,'b':2}}       | {'data':{'a':1,'b':2}}
          {rename: /data/a, to: /data/b}                     | {'data':{}}                  | {'data':{}}
          {remove: /data/i/*}                                | {'data':{'i':[1,2,3]}}       | {'data':{'i':[]}}
          {remove: /data/i/*/x}                              | {'data':{'i':[{'x':1}]}}     | {'data':{'i':[{}]}}
          {remove: /data/~1a~0}                              | {'data':{'/a~':1}}           | {'data':{}}
          {cast: /data/a, to: number}                        | {'data':{'a':'1.10'}}        | {'data':{'a':1.10}}
          {cast: /data/a, to: number}                        | {'data':{'a':'1,10'}}        | {'data':{'a':'1,10'}}
          {cast: /data/a, to: integer}                       | {'data':{'a':'12.0'}}        | {'data':{'a':12}}
          {cast: /data/a, to: integer}                       | {'data':{'a':1.5}}           | {'data':{'a':1.5}}
          {cast: /data/i/*/p, to: integer}                   | {'data':{'i':[{'p':'1'}]}}   | {'data':{'i':[{'p':1}]}}
          {cast: /data/a, to: string}                        | {'data':{'a':1.50}}          | {'data':{'a':'1.50'}}
          {cast: /data/a, to: boolean}                       | {'data':{'a':'1'}}           | {'data':{'a':true}}
          {cast: /time, to: time}                            | {'time':1772323200123}       | {'time':'2026-03-01T00:00:00.123Z'}
          {cast: /time, to: time}                            | {'time':'1772323200'}        | {'time':'2026-03-01T00:00:00Z'}
          {replace: /data/a, values: {X: x, Y: y}}           | {'data':{'a':'X'}}           | {'data':{'a':'x'}}
          {replace: /data/a, values: {X: x, Y: y}}           | {'data':{'a':'Z'}}           | {'data':{'a':'Z'}}
          {replace: /data/a, pattern: '^(v)?(.*)$', with: $2}| {'data':{'a':'v5.1'}}        | {'data':{'a':'5.1'}}
          """)
  void aStepChangesAnEvent(String step, String before, String after) {
    RecoveryRule rule = RecoveryFile.read("r.yaml", RULE + "  - " + step + "\n");
    ObjectNode event = json(before);
    assertThat(rule.apply(event).toString()).isEqualTo(json(after).toString());
    assertThat(event).isEqualTo(json(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      textBlock =
          """
          {set: /id, value: x}                          | r.yaml:10: steps[0].set: /id (expected: not /id or /subject, by which an event counts once)
          {set: amount, value: x}                       | r.yaml:10: steps[0].set: amount (expected: a JSON pointer into the event, as /data/amount)
          {set: /data/a}                                | r.yaml:10: steps[0].value: missing (expected: any)
          {rename: /data/a/*, to: /data/b}              | r.yaml:10: steps[0].to: /data/b (expected: paths without *)
          {cast: /data/a, to: money}                    | r.yaml:10: steps[0].to: money (expected: one of [number, integer, string, boolean, time])
          {drop: /data/a}                               | r.yaml:10: steps[0]: {"drop":"/data/a"} (expected: one of [set, rename, remove, cast, replace] with a JSON pointer)
          {remove: /data/a, to: /data/b}                | r.yaml:10: steps[0].to (expected: one of [remove])
          {replace: /data/a, pattern: a, with: $1}      | r.yaml:10: steps[0].with: $1 (expected: no group above $0)
          """)
  void aStepThatIsWrongIsRefused(String step, String message) {
    assertThatThrownBy(() -> RecoveryFile.read("r.yaml", RULE + "  - " + step + "\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      textBlock =
          """
          name: Amounts                         | name: Amounts (expected: a name of small letters, digits and -, at most 64)
          where: {events: sale}                 | where.events: sale (expected: a list of event types)
          where: {event: [sale]}                | where.event (expected: one of [events, sources, app-versions, failures, epochs, appended, condition])
          where: {failures: [{type: WRONG}]}    | where.failures[0].type: WRONG (expected: one of [MALFORMED, ENVELOPE
          where: {epochs: {from: -1}}           | where.epochs.from: -1 (expected: an epoch's number)
          where: {appended: {to: yesterday}}    | where.appended.to: yesterday (expected: a time with offset, as 2026-03-01T12:00:00+09:00)
          where: {condition: "data.a =="}       | where.condition: data.a == (expected: a CEL expression over data, time, id, source, subject: column
          where: {condition: "later == 1"}      | undeclared reference to 'later'
          """)
  void aFileThatIsWrongIsRefused(String line, String message) {
    String text = line.startsWith("name") ? line + "\nwhere: {}\n" : "name: x\n" + line + "\n";
    assertThatThrownBy(() -> RecoveryFile.read("r.yaml", text))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(message);
  }

  private static ObjectNode json(String text) {
    return EventJson.read(text.replace('\'', '"'));
  }

  private static PartialEvent event(String text) {
    byte[] value = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return PartialEvent.of(new LogRecord(0, 0, Instant.EPOCH, null, value, null));
  }
}
