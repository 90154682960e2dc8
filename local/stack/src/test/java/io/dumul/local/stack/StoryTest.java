package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.RecoveryFile;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.recovery.RecoveryRule;
import io.dumul.local.stack.traffic.Plan;
import io.dumul.local.stack.traffic.Release;
import io.dumul.local.stack.traffic.Sent;
import io.dumul.local.stack.traffic.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the story's release breaks and its rule mends, without a stack. */
class StoryTest {
  private static final Instant START = Instant.parse("2026-02-28T15:00:00Z");
  private static final Instant RELEASE = START.plus(Duration.ofHours(2));

  private final Acceptor acceptor =
      new Acceptor(DefinitionFiles.load(Path.of("../../definitions")));

  private boolean passes(Sent sent) {
    LogRecord record = new LogRecord(0, 0, sent.at(), sent.key(), sent.value(), null);
    return acceptor.judge(record, START) instanceof Verdict.Accepted;
  }

  @Test
  void thirtyFiveOfAHundredEventsBreakAndAllButFourAreMended() throws IOException {
    RecoveryRule rule = RecoveryFile.read("story.yaml", Story.RULE);
    Plan day = Plan.of(7, START, Duration.ofHours(12), 0.5);
    Plan good =
        new Plan(7, START, day.span(), 0.5, day.shape(), 5_000, 300, Plan.Faults.NONE).steady();
    int received = 0;
    int passed = 0;
    int mended = 0;
    Release release = new Release(new Traffic(good), RELEASE, 7);
    while (release.hasNext()) {
      Sent sent = release.next();
      ObjectNode event = (ObjectNode) Http.JSON.readTree(sent.value());
      boolean of = event.at("/data/app_version").asText().equals(Release.VERSION);
      assertThat(of)
          .isEqualTo(
              !sent.at().isBefore(RELEASE)
                  && event.at("/data/platform").asText().equals(Release.PLATFORM));
      if (!of) {
        assertThat(passes(sent)).isTrue();
        continue;
      }
      received++;
      passed += passes(sent) ? 1 : 0;
      byte[] after = rule.apply(event).toString().getBytes(StandardCharsets.UTF_8);
      mended += passes(new Sent(sent.at(), sent.key(), after)) ? 1 : 0;
    }
    assertThat(received).isGreaterThan(2_000);
    assertThat((double) passed / received).isCloseTo(0.65, within(0.03));
    assertThat((double) mended / received).isCloseTo(0.96, within(0.01));
  }
}
