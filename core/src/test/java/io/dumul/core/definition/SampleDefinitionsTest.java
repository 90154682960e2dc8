package io.dumul.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.aggregate.Aggregates;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SampleDefinitionsTest {
  private final Definitions sample = DefinitionFiles.load(Path.of("../definitions"));

  @Test
  void hasTheWholeLifeOfAnOrder() {
    assertThat(sample.events().keySet())
        .contains(
            "order.placed",
            "order.accepted",
            "order.picked_up",
            "order.delivered",
            "order.cancelled");
  }

  @Test
  void usesEveryAggregate() {
    Set<String> kinds = new TreeSet<>();
    sample.metrics().forEach(metric -> kinds.add(metric.spec().kind()));
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(Aggregates.kinds());
  }
}
