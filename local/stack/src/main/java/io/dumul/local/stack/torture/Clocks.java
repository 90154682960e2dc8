package io.dumul.local.stack.torture;

import java.util.Map;
import java.util.Random;

/** Clocks that are wrong: only the wall clock, as a step of it would be. */
final class Clocks {
  private static final int MOST_MINUTES = 150;

  private Clocks() {}

  /** The environment of a process whose clock is wrong by up to two and a half hours. */
  static Map<String, String> wrong(Random dice) {
    int minutes = 1 + dice.nextInt(MOST_MINUTES);
    return wrong(dice.nextBoolean() ? minutes : -minutes);
  }

  /** The same, for one that is ahead by so many minutes, or behind. */
  static Map<String, String> wrong(int minutes) {
    return Map.of(
        "LD_PRELOAD",
        Shell.FAKETIME.toString(),
        "FAKETIME",
        (minutes > 0 ? "+" : "") + minutes + "m",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }
}
