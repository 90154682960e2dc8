package io.dumul.local.stack.torture;

import io.dumul.core.config.SecretFile;
import io.dumul.local.stack.Stack;
import io.dumul.local.stack.StackException;
import io.dumul.local.stack.Topics;
import io.dumul.local.stack.traffic.LogRecount;
import io.dumul.local.stack.traffic.Recount;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The end of a chapter: what was acknowledged stands in the log where it was said to stand, and the
 * activity table holds exactly the accepted events of the epochs that have landed, each once.
 */
final class LastCheck {
  private static final String ROWS = "select kafka_partition, kafka_offset, epoch from activity";

  private final Arena arena;
  private final Report report;
  private final Map<AckBook.Place, Long> missing;
  private final Map<AckBook.Place, Long> accepted = new HashMap<>();

  LastCheck(Arena arena, AckBook book) {
    this.arena = arena;
    this.report = arena.report();
    this.missing = new HashMap<>(book.all());
  }

  void run() {
    acknowledged();
    activity(rows());
  }

  /** Looks for everything that was acknowledged where it was said to stand. */
  void acknowledged() {
    readLog();
    missing.forEach((place, identity) -> report.failure(Report.Count.LOST, 1, "not at " + place));
  }

  private void readLog() {
    Stack stack = arena.stack();
    Recount recount =
        new Recount(
            stack.definitions(),
            SecretFile.read(stack.folder().barrierKey()),
            Topics.id(stack.kafka()),
            (metric, key) -> false);
    try (LogRecount log =
        new LogRecount(
            stack.kafka(),
            Topics.EVENTS,
            recount,
            (record, fate) -> counted(record, fate, recount))) {
      log.catchUp();
    }
  }

  private void counted(ConsumerRecord<byte[], byte[]> record, Recount.Fate fate, Recount recount) {
    AckBook.Place place = new AckBook.Place(record.partition(), record.offset());
    missing.remove(place, AckBook.identity(record.value()));
    if (fate == Recount.Fate.ACCEPTED) {
      accepted.put(place, recount.epoch(record.partition()));
    }
  }

  private List<String> rows() {
    BatchRun run =
        BatchRun.start(
            arena, List.of("sql", ROWS, "--format", "csv", "--limit", "100000000"), Map.of());
    if (run.await(300) != 0) {
      throw new StackException("sql: " + run.lastLine());
    }
    return run.output().lines().filter(line -> line.matches("\\d+,\\d+,\\d+")).toList();
  }

  private void activity(List<String> rows) {
    Set<AckBook.Place> seen = new HashSet<>();
    long landed = -1;
    for (String row : rows) {
      String[] cells = row.split(",", -1);
      AckBook.Place place = new AckBook.Place(Integer.parseInt(cells[0]), Long.parseLong(cells[1]));
      long epoch = Long.parseLong(cells[2]);
      landed = Math.max(landed, epoch);
      if (!seen.add(place)) {
        report.failure(Report.Count.DOUBLED, 1, "in the activity table twice: " + place);
      } else if (!Long.valueOf(epoch).equals(accepted.get(place))) {
        String found = place + " of epoch " + epoch + ", recounted: " + accepted.get(place);
        report.failure(Report.Count.DOUBLED, 1, "in the activity table, not accepted: " + found);
      }
    }
    absent(seen, landed);
    report.say("activity: " + rows.size() + " rows up to epoch " + landed);
  }

  private void absent(Set<AckBook.Place> seen, long landed) {
    accepted.forEach(
        (place, epoch) -> {
          if (epoch <= landed && !seen.contains(place)) {
            report.failure(Report.Count.LOST, 1, "not in the activity table: " + place);
          }
        });
  }
}
