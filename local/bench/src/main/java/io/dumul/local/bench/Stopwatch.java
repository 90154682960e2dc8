package io.dumul.local.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Measures steps in this process.
 *
 * @param others processes whose CPU is told apart
 * @param done where results go; rounds are counted from 1, and what is before them warms up
 */
record Stopwatch(List<Long> others, List<Step> done) {

  void time(String step, String way, int round, Callable<Long> work) throws Exception {
    time(step, way, round, work, Map::of);
  }

  /**
   * Measures one run.
   *
   * @param work returns how many events or cells it did
   * @param totals is asked afterwards what came out
   */
  void time(
      String step,
      String way,
      int round,
      Callable<Long> work,
      Callable<Map<String, Totals.Total>> totals)
      throws Exception {
    long othersBefore = othersNanos();
    long cpu = Cpu.nanos();
    long start = System.nanoTime();
    long units = work.call();
    long nanos = System.nanoTime() - start;
    cpu = Cpu.nanos() - cpu;
    long othersCpu = othersNanos() - othersBefore;
    Step result = new Step(step, way, round, units, nanos, cpu, othersCpu, totals.call());
    System.out.println("bench: " + (round == 0 ? "warm-up: " : "") + result.line());
    if (round > 0) {
      done.add(result);
    }
  }

  private long othersNanos() {
    return others.stream().mapToLong(Cpu::nanos).sum();
  }
}
