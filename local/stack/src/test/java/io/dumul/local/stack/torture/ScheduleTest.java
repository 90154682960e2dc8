package io.dumul.local.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static List<Planned> first(long seed, int chapter) {
    return Stream.generate(Schedule.of(seed, chapter)::next).limit(2_000).toList();
  }

  @Test
  void thePlanFollowsFromTheSeedAlone() {
    assertThat(first(7, 2)).isEqualTo(first(7, 2)).isNotEqualTo(first(8, 2));
    assertThat(first(7, 2)).isNotEqualTo(first(7, 3));
  }

  @Test
  void everyFaultComesInTime() {
    Set<Fault> drawn = EnumSet.noneOf(Fault.class);
    first(1, 1).forEach(planned -> drawn.add(planned.fault()));
    drawn.add(Schedule.ending(1, 1));
    drawn.add(Schedule.ending(1, 2));
    assertThat(drawn).containsExactlyInAnyOrder(Fault.values());
  }
}
