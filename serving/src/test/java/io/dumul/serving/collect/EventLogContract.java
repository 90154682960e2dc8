package io.dumul.serving.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.serving.collect.InMemoryEventLog.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} keeps. */
abstract class EventLogContract {
  /** The largest value that the log takes. */
  static final int MOST_BYTES = 100_000;

  abstract EventLog log();

  /** Everything in the log, by partition and offset. */
  abstract List<Entry> read();

  private CompletableFuture<EventLog.Position> append(String subject, String value) {
    return log().append(subject, value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsDoneIsInTheLogUnderItsSubject() {
    String run = UUID.randomUUID().toString();
    List<CompletableFuture<EventLog.Position>> appends = new ArrayList<>();
    List<Entry> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Entry entry = new Entry(run + "é" + i % 7, "{\"n\":" + i + "}");
      sent.add(entry);
      appends.add(append(entry.subject(), entry.value()));
    }
    assertThat(appends.stream().map(CompletableFuture::join).distinct()).hasSize(200);
    assertThat(read())
        .filteredOn(entry -> entry.subject().startsWith(run))
        .containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void theEventsOfASubjectStandInOnePartitionInOrder() {
    String subject = UUID.randomUUID().toString();
    EventLog.Position first = append(subject, "1").join();
    EventLog.Position second = append(subject, "2").join();
    assertThat(second.partition()).isEqualTo(first.partition());
    assertThat(second.offset()).isGreaterThan(first.offset());
  }

  @Test
  void whatIsTooLargeIsSaidToBe() {
    CompletableFuture<EventLog.Position> append = append("u", "x".repeat(2 * MOST_BYTES));
    assertThatThrownBy(append::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(EventLog.TooLargeException.class);
  }
}
