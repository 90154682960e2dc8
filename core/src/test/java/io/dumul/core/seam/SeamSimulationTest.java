package io.dumul.core.seam;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The seam does not show; and where a bug is planted, it shows. */
class SeamSimulationTest {
  private static final int ENOUGH = 300;

  @Seeds
  void theSeamDoesNotShow(long seed, Random random) {
    new Simulation(random, Bug.NONE).run();
  }

  /** Bugs that the simulation would miss are bugs of the simulation. */
  @ParameterizedTest
  @EnumSource(value = Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsCaught(Bug bug) {
    for (long seed = 0; seed < ENOUGH; seed++) {
      if (isCaught(bug, seed)) {
        return;
      }
    }
    throw new AssertionError(bug + ": not caught within " + ENOUGH + " seeds");
  }

  private static boolean isCaught(Bug bug, long seed) {
    try {
      new Simulation(new Random(seed), bug).run();
      return false;
    } catch (AssertionError caught) {
      return true;
    }
  }

  @Test
  void readersAreMostlyAnswered() {
    Simulation.Tally tally = new Simulation.Tally(0, 0);
    for (long seed = 0; seed < 50; seed++) {
      tally = tally.add(new Simulation(new Random(seed), Bug.NONE).run());
    }
    assertThat(tally.answered()).isGreaterThan(2 * tally.refused());
  }
}
