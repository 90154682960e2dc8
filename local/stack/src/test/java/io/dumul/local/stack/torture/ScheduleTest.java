package io.dumul.local.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

  private static List<Planned> first(long seed, int chapter) {
    return Stream.generate(Schedule.of(seed, chapter, ALL)::next).limit(2_000).toList();
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
    drawn.add(Schedule.ending(1, 1, ALL));
    drawn.add(Schedule.ending(1, 2, ALL));
    assertThat(drawn).containsExactlyInAnyOrder(Fault.values());
  }

  @Test
  void whatIsLeftOutDoesNotChangeTheRest() {
    Set<Fault> some = EnumSet.of(Fault.SPEED_KILLED, Fault.BROKER_ANSWERS_LOST);
    List<Planned> few = Stream.generate(Schedule.of(7, 2, some)::next).limit(20).toList();
    assertThat(few).isSubsetOf(first(7, 2)).allMatch(planned -> some.contains(planned.fault()));
    assertThat(Schedule.ending(1, 1, EnumSet.of(Fault.TOPIC_RECREATED)))
        .isEqualTo(Schedule.ending(1, 2, EnumSet.of(Fault.TOPIC_RECREATED)))
        .isEqualTo(Fault.TOPIC_RECREATED);
  }
}
