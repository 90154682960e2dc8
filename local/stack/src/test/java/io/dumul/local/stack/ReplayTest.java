package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dumul.local.stack.traffic.KafkaSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole real data set through the whole system, as {@code ./dumul demo --data online-retail}: at
 * every moment the answers equal the recount, and at the end, through the API and through SQL, the
 * totals that others counted; {@code -Ddata} says where the data is.
 */
class ReplayTest {
  private static final Path DATA = Path.of(System.getProperty("data", "../../../shared/data"));
  private static final List<String> ENGINES =
      List.of(Programs.KAFKA, Programs.HBASE, Programs.SPEED, Programs.SERVING);

  @Test
  void aRealDataSetComesOutAsOthersCountedIt(@TempDir Path folder) {
    assumeTrue(
        Files.exists(DATA.resolve("answers.json")),
        () -> DATA + " has no answers.json, so no data set is replayed");
    DataSet set = DataSet.named("online-retail");
    Path home = Modules.find().home();
    Stack.onFreePorts(folder).close(); // chooses the ports
    String definitions = set.folder(home).resolve("definitions").toString();
    List<String> lines = new ArrayList<>();
    try (Stack stack = Stack.in(folder, Map.of(), Map.of("definitions", definitions), lines::add)) {
      stack.start(ENGINES);
      DataSet.Source source = set.source(home, DATA, 0);
      try (Scene scene = new Scene(stack, set.recounted(), set.from(), set.to());
          Feed feed = new Feed(source::send, new KafkaSink(stack.kafka(), Topics.EVENTS))) {
        Demo demo = new Demo(scene, closing -> EpochRun.byHand(stack, closing), lines::add);
        demo.replay(feed, source, set.events(), 1);
        demo.known(KnownTotals.of(set, DATA), new SqlClient(stack));
        assertThat(demo.wrong()).as(String.join("\n", lines)).isZero();
        assertThat(demo.moments()).isGreaterThan(4);
        assertThat(lines).contains("known totals through SQL: 119 compared, 0 not as they must be");
      }
      stack.stop();
    }
  }
}
