package io.dumul.local.stack.torture;

import io.dumul.local.stack.Programs;

/** Faults of HBase alone. */
final class HBaseFaults {
  private final Arena arena;
  private final EngineFaults engines;

  HBaseFaults(Arena arena, EngineFaults engines) {
    this.arena = arena;
    this.engines = engines;
  }

  void inject(Planned planned) {
    switch (planned.fault().way()) {
      case WIPED -> wipe();
      case DISK_FULL -> {
        engines.inject(planned);
        wipe();
      }
      default -> engines.inject(planned);
    }
  }

  /**
   * It begins anew with nothing. A full disk ends here too: on a local file system, which has no
   * second copy, HBase goes on behind a write that failed half way, and cannot read its log again.
   */
  private void wipe() {
    arena.stack().kill9(Programs.HBASE);
    SpeedFaults.empty(arena.stack().folder().data(Programs.HBASE));
    arena.revive(Part.HBASE);
  }
}
