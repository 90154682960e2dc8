package io.dumul.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One process of the stack, which outlives whoever started it. */
final class Daemon {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int TAIL = 12;

  private final Program program;
  private final Path log;
  private final PidFile pid;
  private final Path settings;
  private volatile List<String> wrapper = List.of();

  Daemon(Program program, Folder folder) {
    this.program = program;
    this.log = folder.log(program.name());
    this.settings = folder.conf(Confs.LOCAL);
    this.pid = new PidFile(folder.pid(program.name()));
  }

  String name() {
    return program.name();
  }

  /** What it is started with. */
  List<String> command() {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(program.command().get());
    return command;
  }

  /** What its command is put behind. */
  void wrap(List<String> words) {
    wrapper = List.copyOf(words);
  }

  Map<String, Integer> ports() {
    return program.ports();
  }

  Optional<ProcessHandle> process() {
    return pid.process();
  }

  boolean ready() {
    try {
      return process().isPresent() && program.probe().ready();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      return false;
    }
  }

  /** Starts it, where it does not run yet. Returns whether it did. */
  boolean launch() {
    return launch(Map.of());
  }

  /** The same with something added to its environment. */
  boolean launch(Map<String, String> environment) {
    if (process().isPresent()) {
      return false;
    }
    program.ports().forEach(this::requireFree);
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder = new ProcessBuilder(session(command()));
      builder.environment().putAll(program.environment());
      builder.environment().putAll(environment);
      builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Process process = builder.start();
      process.getOutputStream().close();
      pid.write(process.toHandle());
      return true;
    } catch (IOException e) {
      throw new StackException(name() + ": cannot be started: " + e.getMessage(), e);
    }
  }

  /** Waits until it serves clients. */
  void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!ready()) {
      if (process().isEmpty()) {
        pid.delete();
        throw new StackException(name() + ": ended while it started; " + tail());
      }
      if (System.nanoTime() > end) {
        throw new StackException(
            name() + ": not ready after " + PATIENCE.toSeconds() + " s; " + tail());
      }
      Pause.millis(100);
    }
  }

  /** Asks it to stop, and kills it where it does not. */
  void stop() {
    process()
        .ifPresent(
            process -> {
              List<ProcessHandle> all = family(process);
              process.destroy();
              if (!ended(all, GRACE)) {
                kill(all);
              }
            });
    pid.delete();
  }

  /** Ends it at once, as a crash would. */
  void kill() {
    process().ifPresent(process -> kill(family(process)));
    pid.delete();
  }

  private static void kill(List<ProcessHandle> all) {
    all.forEach(ProcessHandle::destroyForcibly);
    ended(all, GRACE);
  }

  private static List<ProcessHandle> family(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants()).toList();
  }

  private static boolean ended(List<ProcessHandle> all, Duration within) {
    long end = System.nanoTime() + within.toNanos();
    for (ProcessHandle process : all) {
      try {
        process.onExit().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** A session of its own keeps a terminal's Ctrl-C away: the launcher stops things in order. */
  private static List<String> session(List<String> command) {
    Path setsid = Path.of("/usr/bin/setsid");
    if (!Files.isExecutable(setsid)) {
      return command;
    }
    List<String> own = new ArrayList<>(List.of(setsid.toString()));
    own.addAll(command);
    return own;
  }

  private void requireFree(String key, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new StackException(
          key + ": " + port + " (expected: a free port; set " + key + " in " + settings + ")", e);
    }
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      List<String> last = lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
      return "the end of " + log + ":\n" + String.join("\n", last);
    } catch (IOException e) {
      return "see " + log;
    }
  }
}
