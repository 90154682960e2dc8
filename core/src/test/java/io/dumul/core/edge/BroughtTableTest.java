package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.definition.TableDocument;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Mutations of tables that their events bring along, judged where nobody has heard of the table.
 */
class BroughtTableTest {
  private static final String DOCUMENT =
      """
      {"database": "test", "table": "wishes", "created": "0123456789abcdef", "schema": {"type": "EDGE",
       "source": {"type": "LONG"}, "target": {"type": "STRING"}, "direction": "BOTH",
       "properties": [{"name": "at", "type": "LONG", "nullable": false}, {"name": "note", "type": "STRING", "nullable": true}]}}
      """;

  private final EdgeTable table = TableDocument.read(DOCUMENT);
  private final Acceptor acceptor = new Acceptor(Histories.DEFINITIONS);
  private final EdgeEvents events = new EdgeEvents(Histories.DEFINITIONS.tables());

  private @Nullable Mutation read(Mutation mutation, String from, String to) {
    byte[] written = EdgeEvents.write(table, mutation, EdgeEvents.QUEUED, Instant.now());
    String text = new String(written, StandardCharsets.UTF_8).replace(from, to);
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    byte[] key = "7".getBytes(StandardCharsets.UTF_8);
    LogRecord record = new LogRecord(0, 0, Instant.now(), key, value, null);
    Verdict verdict = acceptor.judge(record, Instant.MIN);
    assertThat(verdict).as(text).isInstanceOf(Verdict.Accepted.class);
    Event event = ((Verdict.Accepted) verdict).event();
    assertThat(events.knows(event.type())).isTrue();
    Mutation found = events.read(event);
    if (found != null) {
      assertThat(events.table(event).code()).isNotZero();
    }
    return found;
  }

  private static Mutation mutation(Mutation.Op op, Map<String, @Nullable Object> properties) {
    return new Mutation(op, 1, "e", null, 7L, "t", properties);
  }

  @Test
  void aMutationIsWhatItWas() {
    Mutation insert = mutation(Mutation.Op.INSERT, Map.of("at", 5L, "note", "n"));
    Mutation update = mutation(Mutation.Op.UPDATE, Map.of("note", "m"));
    Mutation delete = mutation(Mutation.Op.DELETE, Map.of());
    for (Mutation one : List.of(insert, update, delete)) {
      assertThat(read(one, "", "")).isEqualTo(one);
    }
  }

  @Test
  void whatIsNotWhatItsTableSaysIsNone() {
    Mutation insert = mutation(Mutation.Op.INSERT, Map.of("at", 5L));
    assertThat(read(insert, "\"at\":5", "\"at\":\"soon\"")).isNull();
    assertThat(read(insert, "\"at\":5", "\"note\":\"n\"")).isNull();
    assertThat(read(insert, "\"at\":5", "\"at\":null")).isNull();
    assertThat(read(insert, ",\"target\":\"t\"", "")).isNull();
    assertThat(read(insert, "\"source\":\"7\"", "\"source\":\"8\"")).isNull();
    assertThat(read(insert, "EDGE", "HEDGE")).isNull();
    Map<String, @Nullable Object> taken = new HashMap<>();
    taken.put("at", null);
    assertThat(read(mutation(Mutation.Op.UPDATE, taken), "", "")).isNull();
  }

  @Test
  void aTableOfTheSameNameThatSaysSomethingElseHasOtherRows() {
    EdgeTable other = TableDocument.read(DOCUMENT.replace("\"BOTH\"", "\"OUT\""));
    EdgeTable again = TableDocument.read(DOCUMENT.replace("abcdef", "fedcba"));
    assertThat(other.code()).isNotEqualTo(table.code()).isNotEqualTo(again.code());
    assertThat(again.code()).isNotEqualTo(table.code());
  }
}
