package io.dumul.local.bench;

import io.dumul.batch.Session;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Fills the log epoch by epoch, and lands each epoch in both ways. */
final class Landing {
  private final Session session;
  private final Stopwatch stopwatch;
  private final ObviousLand obvious;
  private final String servers;
  private final String topic;
  private final int partitions;
  private Map<Integer, Long> landed;
  private int filled;

  Landing(Session session, Stopwatch stopwatch, String servers, String topic, int partitions) {
    this.session = session;
    this.stopwatch = stopwatch;
    this.obvious = new ObviousLand(session.spark(), servers, topic);
    this.servers = servers;
    this.topic = topic;
    this.partitions = partitions;
    this.landed = ObviousLand.start(partitions);
  }

  /** An epoch to warm up, a tenth of all, and an epoch for each round. */
  void run(int records, int rounds) throws Exception {
    int warm = records / 10;
    for (int round = 0; round <= rounds; round++) {
      int to = warm + (int) ((long) (records - warm) * round / rounds);
      fill(to);
      measure(round, to);
    }
  }

  /** Lands so many more, by dumul alone, without a measurement. */
  void more(int records) throws Exception {
    fill(filled + records);
    session.close(Workload.order(filled).time());
    var unused = session.land();
  }

  private void fill(int to) {
    Workload.fill(servers, topic, filled, to);
    filled = to;
  }

  private void measure(int round, int to) throws Exception {
    Map<Integer, Long> ends = ends();
    long count = sum(ends) - sum(landed);
    session.close(Workload.order(to).time());
    stopwatch.time(
        "land",
        "obvious",
        round,
        () -> {
          obvious.run(landed, ends);
          return count;
        });
    stopwatch.time("land", "dumul", round, session::land);
    landed = ends();
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<Integer, Long> ends() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      Map<TopicPartition, OffsetSpec> all =
          IntStream.range(0, partitions)
              .boxed()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(topic, partition),
                      partition -> OffsetSpec.latest()));
      Map<Integer, Long> ends = new TreeMap<>();
      admin
          .listOffsets(all)
          .all()
          .get()
          .forEach((partition, found) -> ends.put(partition.partition(), found.offset()));
      return ends;
    }
  }
}
