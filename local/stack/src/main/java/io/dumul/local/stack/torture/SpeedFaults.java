package io.dumul.local.stack.torture;

import io.dumul.local.stack.Folder;
import io.dumul.local.stack.Pause;
import io.dumul.local.stack.Programs;
import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Faults of the speed layer alone. */
final class SpeedFaults {
  private static final String TWIN = "speed-twin";

  private final Arena arena;
  private final EngineFaults engines;

  SpeedFaults(Arena arena, EngineFaults engines) {
    this.arena = arena;
    this.engines = engines;
  }

  void inject(Planned planned) {
    switch (planned.fault().way()) {
      case ZOMBIE -> zombie(planned.dice());
      case WIPED -> loseState();
      case REBUILT -> rebuild(planned.dice());
      default -> engines.inject(planned);
    }
  }

  /** A second process takes the partitions of one that sleeps, which then wakes and goes on. */
  private void zombie(Random dice) {
    Process twin = twin();
    try {
      engines.pause(Part.SPEED, 9_000 + dice.nextInt(16_000));
      Pause.millis(dice.nextInt(4_000));
      if (dice.nextBoolean()) {
        twin.destroy();
        Pause.millis(5_000);
      }
    } finally {
      twin.destroyForcibly().onExit().join();
    }
  }

  /** Another process of the same group, with its own port and files. */
  private Process twin() {
    Folder folder = arena.stack().folder();
    List<String> lines = new ArrayList<>();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String line : Files.readAllLines(folder.conf(Programs.SPEED))) {
        lines.add(
            line.startsWith("port=")
                ? "port=" + free.getLocalPort()
                : line.startsWith("state-folder=") ? "state-folder=" + folder.data(TWIN) : line);
      }
      Files.write(folder.conf(TWIN), lines);
    } catch (IOException e) {
      throw new StackException(TWIN + ": cannot be set up", e);
    }
    List<String> command = new ArrayList<>(arena.stack().command(Programs.SPEED));
    command.set(command.size() - 1, folder.conf(TWIN).toString());
    return arena.launch(command, Map.of(), folder.log(TWIN));
  }

  /** All files of the process are gone, but not what it put into the log. */
  private void loseState() {
    arena.stack().kill9(Programs.SPEED);
    empty(arena.stack().folder().data(Programs.SPEED));
    arena.revive(Part.SPEED);
  }

  static void empty(Path folder) {
    Shell.run("find", folder.toString(), "-mindepth", "1", "-delete");
  }

  /** The view is thrown away; the process that builds it anew is killed at some moment. */
  private void rebuild(Random dice) {
    arena.stack().stop(Programs.SPEED);
    rebuild(arena, 4_000 + dice.nextInt(16_000));
    arena.revive(Part.SPEED);
  }

  /** Lets a process begin to build the view anew; the next one goes on with it. */
  static void rebuild(Arena arena, long millis) {
    List<String> command = new ArrayList<>(arena.stack().command(Programs.SPEED));
    command.add("--rebuild");
    Process rebuild = arena.launch(command, Map.of(), arena.stack().folder().log(Programs.SPEED));
    try {
      Pause.millis(millis);
    } finally {
      rebuild.destroyForcibly().onExit().join();
    }
  }
}
