package io.dumul.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
  private static final String SCHEMA =
      """
      {"type": "object",
       "$defs": {"money": {"type": "number"}},
       "properties": {
         "amount": {"$ref": "#/$defs/money"},
         "count": {"type": "integer"},
         "size": {"enum": ["s", "m", 1]},
         "color": {"enum": ["red", "blue"]},
         "gift": {"type": "boolean"},
         "placed_at": {"type": "string"},
         "words": {"type": "array", "items": {"type": "string"}},
         "numbers": {"type": "array", "items": {"type": "integer"}},
         "other": {"type": "object"},
         "items": {"type": "array", "items": {"type": "object", "properties": {
           "price": {"$ref": "#/$defs/money"}, "quantity": {"type": "integer"}}}}}}
      """;
  private static final RuleCompiler COMPILER = new RuleCompiler(EventJson.read(SCHEMA));

  private static CompiledRule rule(String expression) {
    return COMPILER.compile(new Rule("it", expression, "it is"));
  }

  private static String broken(String expression, String data) {
    Instant time = Instant.parse("2026-03-01T12:00:00Z");
    String found =
        rule(expression).broken(new Event("e", "/app", "t", time, "u", EventJson.read(data)));
    return found == null ? "" : found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "data.items.map(i, i.price * i.quantity).sum() == data.amount ~ {'items':[{'price':0.1,'quantity':3},{'price':0.2,'quantity':1}],'amount':0.50}",
        "data.items.map(i, i.price * i.quantity).sum() == data.amount ~ {'items':[],'amount':0}",
        "data.amount == decimal('0.3') ~ {'amount':0.30}",
        "data.amount - decimal('0.2') == decimal('0.1') ~ {'amount':0.3}",
        "data.amount * 3 + 1 >= 2 && 1 <= data.amount * 3 ~ {'amount':0.34}",
        "2 - data.amount == decimal(1) && abs(data.amount - 3) < 3 ~ {'amount':1}",
        "data.count + 1 == 5 ~ {'count':4.0}",
        "data.numbers.sum() == decimal(6) ~ {'numbers':[1,2,3]}",
        "data.numbers.all(n, n > 0) && data.words.exists(w, w == 'b') ~ {'numbers':[1],'words':['a','b']}",
        "!has(data.placed_at) || timestamp(data.placed_at) <= time ~ {}",
        "!has(data.placed_at) || timestamp(data.placed_at) <= time ~ {'placed_at':'2026-03-01T21:00:00+09:00'}",
        "data.color in ['red', 'blue'] && data.size == 'm' ~ {'color':'red','size':'m'}",
        "data.other.deep.price > 5 && data.other.name.startsWith('a') ~ {'other':{'deep':{'price':5.1},'name':'ab'}}",
        "data.gift || data.amount == decimal(0) ~ {'gift':true}",
        "source == '/app' && subject.matches('^u$') && id != subject ~ {}",
        "time.getFullYear() == 2026 ~ {}",
      })
  void holds(String expression, String data) {
    assertThat(broken(expression, data.replace('\'', '"'))).isEmpty();
  }

  @Test
  void tellsWhatItFound() {
    assertThat(
            broken(
                "data.amount <= data.count || data.gift",
                "{\"amount\":5.10,\"count\":5,\"gift\":false}"))
        .isEqualTo("amount: 5.10, count: 5, gift: false");
    assertThat(broken("data.items.all(i, i.quantity > 0)", "{\"items\":[{\"quantity\":0}]}"))
        .isEqualTo("items: [{\"quantity\":0}]");
    assertThat(broken("time.getFullYear() == 2025", "{}")).isEqualTo("false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.count > 0 | {} | key 'count' is not present",
        "timestamp(data.placed_at) < time | {'placed_at':'soon'} | 'soon' could not be parsed",
        "data.count > 0 | {'count':92233720368547758070} | No matching overload",
        "data.count * data.count > 0 | {'count':9223372036854775807} | overflow",
        "decimal(data.placed_at) > 0 | {'placed_at':'x'} | Function 'decimal_string' failed",
        "data.count / 0 > 0 | {'count':1} | by zero",
      })
  void whatCannotBeToldDoesNotHold(String expression, String data, String why) {
    assertThat(broken(expression, data.replace('\'', '"')))
        .startsWith("cannot be told: ")
        .containsIgnoringCase(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.amout > 0 | column 5: undefined field 'amout'",
        "data.amount > 'x' | column 13: found no matching overload for '_>_' applied to '(decimal, string)'",
        "data.amount == 1 | column 13: found no matching overload for '_==_' applied to '(decimal, int)'",
        "data.items.all(i, i.prize > 0) | column 20: undefined field 'prize'",
        "data.amount | column 5: expected type 'bool' but found 'decimal'",
        "data.count > | column 13: mismatched input '<EOF>'",
        "date.count > 1 | column 1: undeclared reference to 'date'",
        "now() > time | column 4: undeclared reference to 'now'",
        "data.words.all(w, w + w != '') | texts are put together in a loop",
        "data.words.all(w, data.words.map(v, v + v).size() > 0) | texts are put together in a loop",
      })
  void aWrongExpressionIsRefused(String expression, String why) {
    assertThatThrownBy(() -> rule(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(why);
  }

  @Test
  void aRuleTakesABoundedNumberOfSteps() {
    String thousand = "{\"numbers\":[" + "1,".repeat(999) + "1]}";
    assertThat(broken("data.numbers.all(n, n > 0)", thousand)).isEmpty();
    assertThat(broken("data.numbers.all(n, data.numbers.all(m, m + n > 0))", thousand))
        .startsWith("cannot be told: ")
        .contains("budget");
  }

  @ParameterizedTest
  @ValueSource(ints = {2_001, 100_000})
  void aLongExpressionIsRefused(int size) {
    assertThatThrownBy(() -> rule("true" + " ".repeat(size)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size");
  }

  @Test
  void aDeepExpressionIsRefused() {
    assertThatThrownBy(() -> rule("(".repeat(500) + "true" + ")".repeat(500)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("recursion");
  }
}
