package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;

/** Indexes and groups that a table gains while it has edges, against one that always had them. */
class EdgeFillTest {
  private final MemoryCells cells = new MemoryCells();
  private final MemoryCells always = new MemoryCells();
  private final EdgeFold other = new EdgeFold(0, always.cells());

  private static EdgeTable some(EdgeTable table, Random random) {
    return table.keeping(part -> random.nextInt(3) == 0);
  }

  /** Folds mutations as a process of these definitions does, and fills now and then. */
  private EdgeFold run(EdgeTable table, List<Mutation> mutations, Random random) {
    EdgeFold fold = new EdgeFold(0, cells.cells());
    fold.open(List.of(table));
    for (Mutation one : mutations) {
      fold.fold(table, one, 0, Instant.EPOCH);
      if (random.nextBoolean()) {
        fold.fill(1 + random.nextInt(12));
      }
    }
    return fold;
  }

  @Seeds
  void whatIsGainedIsAsIfItHadAlwaysBeenThere(long seed, Random random) {
    EdgeTable table = Histories.table(random);
    List<Mutation> history = Histories.draw(table, random, 90);
    history.forEach(one -> other.fold(table, one, 0, Instant.EPOCH));
    run(some(table, random), history.subList(0, 30), random);
    run(some(table, random), history.subList(30, 50), random);
    if (random.nextBoolean()) {
      run(table, history.subList(50, 60), random); // dies at work
    } else {
      run(some(table, random), history.subList(50, 60), random);
    }
    EdgeFold fold = run(table, history.subList(60, 90), random);
    while (!fold.fill(1 + random.nextInt(40))) {
      assertThat(readable().missing(table)).isNotEmpty();
    }
    assertThat(cells.dump()).isEqualTo(always.dump());
  }

  private EdgeParts.Known readable() {
    return EdgeParts.read(cells).join();
  }

  @Seeds
  void onlyWhatIsSwitchedCanBeRead(long seed, Random random) {
    EdgeTable table = Histories.table(random);
    assertThat(readable().missing(table)).isEmpty();
    EdgeTable before = some(table, random);
    run(before, Histories.draw(table, random, 10), random);
    NavigableSet<String> missing = readable().missing(table);
    assertThat(Collections.disjoint(missing, before.parts().keySet())).isTrue();
    assertThat(missing.size() + before.parts().size()).isEqualTo(table.parts().size());
    EdgeQueries queries = new EdgeQueries(before, cells);
    for (EdgeTable.Group group : table.groups()) {
      if (missing.contains("group " + group.name())) {
        assertThatThrownBy(() -> queries.agg(group.name(), List.of("1"), Direction.IN, null))
            .isInstanceOf(UnfilledException.class);
      }
    }
    EdgeFold fold = run(table, List.of(), random);
    boolean done = false;
    while (!done) {
      done = fold.fill(100);
    }
    assertThat(readable().missing(table)).isEqualTo(missing);
    cells.write(EdgeParts.switched(List.of(table)));
    assertThat(readable().missing(table)).isEmpty();
  }
}
