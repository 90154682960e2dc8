package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import io.dumul.local.stack.Stack;
import java.util.Map;
import java.util.Random;

/** Faults that any process of the stack can have; each is over when it returns. */
final class EngineFaults {
  private static final long SHORT_MILLIS = 5_000;

  private final Arena arena;
  private final Stack stack;

  EngineFaults(Arena arena) {
    this.arena = arena;
    this.stack = arena.stack();
  }

  void inject(Planned planned) {
    Part part = planned.fault().part();
    Random dice = planned.dice();
    switch (planned.fault().way()) {
      case KILLED -> away(part, 0);
      case AWAY -> away(part, 3_000 + dice.nextInt(25_000));
      case STOPPED -> {
        stack.stop(part.program());
        arena.revive(part);
      }
      case PAUSED -> pause(part, 200 + (long) (dice.nextDouble() * SHORT_MILLIS));
      case PAUSED_LONG -> pause(part, 11_000 + dice.nextInt(30_000));
      case CLOCK -> clock(part, dice);
      case DISK_FULL -> diskFull(part, 2_000 + dice.nextInt(10_000));
      case DISK_SLOW -> diskSlow(part, 500 + dice.nextInt(6_000));
      default -> throw new IllegalArgumentException(planned.toString());
    }
  }

  void away(Part part, long millis) {
    stack.kill9(part.program());
    Pause.millis(millis);
    arena.revive(part);
  }

  void pause(Part part, long millis) {
    ProcessHandle process = arena.process(part);
    Shell.freeze(process);
    try {
      Pause.millis(millis);
    } finally {
      Shell.wake(process);
    }
  }

  private void clock(Part part, Random dice) {
    Map<String, String> wrong = Clocks.wrong(dice);
    stack.kill9(part.program());
    arena.revive(part, wrong);
    Pause.millis(3_000 + dice.nextInt(10_000));
    away(part, 0);
  }

  private void diskFull(Part part, long millis) {
    Disk disk = arena.disk(part);
    disk.fill();
    try {
      Pause.millis(millis);
    } finally {
      disk.empty();
    }
  }

  private void diskSlow(Part part, long millis) {
    Disk disk = arena.disk(part);
    disk.freeze();
    try {
      Pause.millis(millis);
    } finally {
      disk.thaw();
    }
  }
}
