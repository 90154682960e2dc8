package io.dumul.local.stack.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every data set's mapping makes events that its own definitions accept; {@code -Ddata} says where
 * they are.
 */
class DatasetsTest {
  private static final Path SETS = Path.of("../datasets");
  private static final Path DATA = Path.of(System.getProperty("data", "../../../shared/data"));
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Judges what is sent. */
  private static final class Judge implements EventSink {
    private final Acceptor acceptor;
    final Map<String, Integer> verdicts = new TreeMap<>();

    Judge(Path definitions) {
      acceptor = new Acceptor(DefinitionFiles.load(definitions));
    }

    @Override
    public void offer(byte @Nullable [] key, byte[] value) {
      Verdict verdict = acceptor.judge(new LogRecord(0, 0, NOW, key, value, null), Instant.MIN);
      String name =
          verdict instanceof Verdict.Rejected bad
              ? bad.reason() + " " + bad.path() + " " + bad.detail()
              : "ACCEPTED";
      verdicts.merge(name, 1, Integer::sum);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({
    "globo, mapping.yaml, 20000, 0, 0",
    "online-retail, mapping.yaml, 20000, 0, 0",
    "gharchive, mapping.yaml, 20000, 0, 0",
    "gharchive, mapping-raw.yaml, 7702, 0, 0",
    "deliveroo, mapping.yaml, 20000, 0, 0",
    "olist, mapping.yaml, 10000, 0, 0",
    "nsmc, mapping.yaml, 20000, 40, 0",
    "weblogs, mapping.yaml, 11000, 100, 1",
    "abuse-text, mapping.yaml, 8000, 0, 0",
  })
  void isAccepted(String name, String file, int rows, int skipped, int rejected) {
    Mapping mapping = Mapping.read(SETS.resolve(name).resolve(file));
    Path data = DATA.resolve(mapping.file());
    assumeTrue(Files.exists(data), () -> data + " is not there, so " + name + " is not replayed");
    Judge judge = new Judge(SETS.resolve(name).resolve("definitions"));
    Replayer.Options options = new Replayer.Options(0, 0, 1, rows);
    Replayer.Report report = new Replayer(mapping, data, options, judge).replay();
    int accepted = judge.verdicts.getOrDefault("ACCEPTED", 0);
    assertThat(report.events() - accepted).as("%s", judge.verdicts).isEqualTo(rejected);
    assertThat(report.rows()).as(report.toString()).isGreaterThan(rows / 2);
    assertThat(report.skipped()).as(report.toString()).isLessThanOrEqualTo(skipped);
  }
}
