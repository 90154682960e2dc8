package io.dumul.local.bench;

/**
 * One point of a chart of how cost grows.
 *
 * @param of what grows, as keys
 * @param what was measured: fold, land, recompute or publish
 * @param units how many events or cells were done
 * @param cpuMicros CPU for each of them
 * @param peak most resident memory, in MB; 0 where it is not told
 * @param state size of the state's files, in MB; 0 where it is not told
 */
record Point(
    String of,
    long value,
    String what,
    String way,
    long units,
    double seconds,
    double cpuMicros,
    long peak,
    long state) {

  static Point of(String of, long value, Measured measured) {
    return new Point(
        of,
        value,
        "fold",
        measured.peer(),
        measured.records(),
        measured.nanos() / 1e9,
        measured.cpuMicros(),
        measured.held().peak(),
        measured.held().state());
  }

  static Point of(String of, long value, Step step) {
    return new Point(
        of, value, step.step(), step.way(), step.units(), step.seconds(), step.cpuMicros(), 0, 0);
  }

  String line() {
    return "| %s | %,d | %s | %s | %,.0f | %.2f | %.1f | %d | %d |"
        .formatted(of, value, what, way, units / seconds, seconds, cpuMicros, peak, state);
  }
}
