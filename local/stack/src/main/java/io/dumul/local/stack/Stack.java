package io.dumul.local.stack;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import io.dumul.hbase.HBaseStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All processes of Dumul on one machine, kept in one folder. Processes outlive this object until
 * they are stopped; {@link #close} stops those that it started.
 */
public final class Stack implements AutoCloseable {
  private final Folder folder;
  private final Modules modules;
  private final StackSettings settings;
  private final Programs programs;
  private final Confs confs;
  private final Map<String, Daemon> daemons = new LinkedHashMap<>();
  private final List<Daemon> started = Collections.synchronizedList(new ArrayList<>());
  private final Set<Process> commands = ConcurrentHashMap.newKeySet();
  private final FolderLock lock;
  private final Consumer<String> progress;
  private boolean closed;

  private Stack(
      Shape shape,
      Path root,
      Modules modules,
      Map<String, String> environment,
      Map<String, String> changes,
      Consumer<String> progress) {
    this.folder = new Folder(root);
    this.modules = modules;
    this.progress = progress;
    this.lock = new FolderLock(folder.lock());
    this.confs = new Confs(folder, StackSettings.all(shape));
    this.settings = StackSettings.of(shape, settings(environment, changes));
    this.programs = Programs.of(shape, folder, settings, modules);
    programs.confs().forEach(confs::write);
    confs.secrets();
    programs.all().forEach(each -> daemons.put(each.name(), new Daemon(each, folder)));
  }

  /** Settings are not changed under another launcher that works with them. */
  private Settings settings(Map<String, String> environment, Map<String, String> changes) {
    if (changes.isEmpty()) {
      return confs.settings(environment, changes);
    }
    lock.hold();
    try {
      return confs.settings(environment, changes);
    } finally {
      lock.close();
    }
  }

  /** The stack that lives in a folder; its settings are made where they are not there yet. */
  public static Stack in(Path root, Map<String, String> environment, Consumer<String> progress) {
    return in(root, environment, Map.of(), progress);
  }

  /**
   * The same, with some settings changed for good.
   *
   * @param changes values by key, as in {@code conf/local.properties}
   */
  public static Stack in(
      Path root,
      Map<String, String> environment,
      Map<String, String> changes,
      Consumer<String> progress) {
    return in(Shape.MACHINE, root, environment, changes, progress);
  }

  static Stack in(
      Shape shape,
      Path root,
      Map<String, String> environment,
      Map<String, String> changes,
      Consumer<String> progress) {
    return new Stack(shape, root, Modules.find(), environment, changes, progress);
  }

  /** A stack of its own, on ports that nobody uses now: for tests. */
  public static Stack onFreePorts(Path root) {
    return onFreePorts(Shape.MACHINE, root);
  }

  static Stack onFreePorts(Shape shape, Path root) {
    return in(shape, root, Map.of(), freePorts(shape), line -> {});
  }

  /** Consecutive ports from {@code base} on, in the order of the settings. */
  static Map<String, String> portsFrom(Shape shape, int base) {
    Map<String, String> ports = new LinkedHashMap<>();
    for (Setting<Integer> port : shape.ports()) {
      ports.put(port.key(), Integer.toString(base + ports.size()));
    }
    return ports;
  }

  public Folder folder() {
    return folder;
  }

  StackSettings settings() {
    return settings;
  }

  Modules modules() {
    return modules;
  }

  Map<String, Daemon> daemons() {
    return Collections.unmodifiableMap(daemons);
  }

  /** A connection to the views and the control row; the tables are made where they are missing. */
  public HBaseStores stores() {
    return programs.stores();
  }

  public Path definitions() {
    return modules.home().resolve(settings.definitions());
  }

  public String kafka() {
    return programs.kafka();
  }

  public String hbaseQuorum() {
    return programs.hbaseQuorum();
  }

  public String api() {
    return apis().get(0);
  }

  /** Where the HTTP API of each serving process is. */
  List<String> apis() {
    return programs.apis();
  }

  /** Starts every process that does not run yet, and returns when all serve clients. */
  public void start() {
    start(List.copyOf(daemons.keySet()));
  }

  /**
   * Starts these processes, in the order of the stack, where they do not run yet. The name of a
   * kind stands for all of it.
   */
  public void start(List<String> names) {
    start(names, Map.of());
  }

  public void start(String name) {
    start(List.of(name));
  }

  /**
   * Starts a process with something added to its environment, where it does not run yet; returns
   * when it serves clients.
   */
  public void start(String name, Map<String, String> environment) {
    start(List.of(name), environment);
  }

  private void start(List<String> names, Map<String, String> environment) {
    programs.archive().filter(each -> !each.isCurrent()).ifPresent(this::make);
    Set<Daemon> asked = new LinkedHashSet<>();
    names.forEach(name -> asked.addAll(named(name)));
    Map<String, List<Daemon>> kinds =
        daemons.values().stream()
            .filter(asked::contains)
            .collect(
                Collectors.groupingBy(
                    each -> Program.kind(each.name()), LinkedHashMap::new, Collectors.toList()));
    kinds.forEach((kind, alike) -> start(kind, alike, environment));
  }

  private void make(ClassArchive archive) {
    archive.make(folder.temporary().resolve("classes"), this::run, progress);
  }

  private int run(ProcessBuilder command) {
    try {
      return ended(launch(command));
    } catch (IOException e) {
      throw new StackException("a process cannot be started: " + e.getMessage(), e);
    }
  }

  /** Those of one kind may need each other to be ready. */
  private void start(String kind, List<Daemon> alike, Map<String, String> environment) {
    lock.hold();
    long begin = System.nanoTime();
    before(kind);
    alike.forEach(each -> launch(each, environment));
    for (Daemon daemon : alike) {
      daemon.awaitReady();
      long millis = (System.nanoTime() - begin) / 1_000_000;
      progress.accept(
          String.format(Locale.ROOT, "%-20s ready after %.1f s", daemon.name(), millis / 1000.0));
    }
    after(kind);
  }

  /** Starts a process and does not wait until it serves clients. */
  void launch(String name) {
    launch(daemon(name), Map.of());
  }

  /** Once this is closed nothing starts any more, so that nothing is left running. */
  private synchronized void launch(Daemon daemon, Map<String, String> environment) {
    requireOpen();
    if (daemon.launch(environment)) {
      started.add(daemon);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StackException("stopped");
    }
  }

  private void before(String kind) {
    if (kind.equals(Programs.AIRFLOW)) {
      confs.script(folder.batchScript(), programs.batch());
    }
  }

  private void after(String kind) {
    if (kind.equals(Programs.KAFKA)) {
      Topics.create(kafka(), settings.partitions());
    }
  }

  /** Runs a batch command in a process of its own, on this terminal; returns its exit status. */
  public int batch(List<String> arguments) {
    return batch(arguments, ProcessBuilder.Redirect.INHERIT);
  }

  /** Runs a batch command with its output added to {@code logs/batch.log}. */
  public int batchToLog(String... arguments) {
    return batch(
        List.of(arguments), ProcessBuilder.Redirect.appendTo(folder.log("batch").toFile()));
  }

  /** What a batch command is started with. */
  public List<String> batchCommand(List<String> arguments) {
    List<String> command = programs.batch();
    command.add(arguments.get(0));
    command.addAll(List.of("--config", folder.conf("batch").toString()));
    command.addAll(arguments.subList(1, arguments.size()));
    return command;
  }

  /**
   * Lets a program that runs another one start a process from now on.
   *
   * @param words the program and its arguments; the command of the process follows them
   */
  public void wrap(String name, List<String> words) {
    daemon(name).wrap(words);
  }

  /** The port with this key in the settings. */
  public int port(String key) {
    return settings.port(key);
  }

  /** What a process of the stack is started with. */
  public List<String> command(String name) {
    return daemon(name).command();
  }

  /** The process, where it runs. */
  public Optional<ProcessHandle> process(String name) {
    return daemon(name).process();
  }

  /** Whether it serves clients now. */
  public boolean ready(String name) {
    return daemon(name).ready();
  }

  /** Runs a batch command and returns what it prints; what it says beside goes to its log. */
  public String batchOutput(String... arguments) {
    try {
      Process process =
          started(
              List.of(arguments),
              ProcessBuilder.Redirect.PIPE,
              ProcessBuilder.Redirect.appendTo(folder.log("batch").toFile()));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = ended(process);
      if (status != 0) {
        throw new StackException(
            "batch " + arguments[0] + ": status " + status + "; see " + folder.log("batch"));
      }
      return output;
    } catch (IOException e) {
      throw new StackException("batch: its output cannot be read: " + e.getMessage(), e);
    }
  }

  private int batch(List<String> arguments, ProcessBuilder.Redirect output) {
    return ended(started(arguments, output, output));
  }

  private Process started(
      List<String> arguments, ProcessBuilder.Redirect output, ProcessBuilder.Redirect errors) {
    try {
      return launch(
          new ProcessBuilder(batchCommand(arguments))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(output)
              .redirectError(errors));
    } catch (IOException e) {
      throw new StackException("batch: cannot be started: " + e.getMessage(), e);
    }
  }

  private int ended(Process process) {
    int status = waitFor(process);
    commands.remove(process);
    return status;
  }

  private synchronized Process launch(ProcessBuilder command) throws IOException {
    requireOpen();
    Process process = command.start();
    commands.add(process);
    return process;
  }

  private static int waitFor(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** Stops every process that runs, the last started first. */
  public void stop() {
    List<Daemon> reverse = new ArrayList<>(daemons.values());
    Collections.reverse(reverse);
    reverse.forEach(this::stop);
  }

  public void stop(String name) {
    List<Daemon> reverse = new ArrayList<>(named(name));
    Collections.reverse(reverse);
    reverse.forEach(this::stop);
  }

  private void stop(Daemon daemon) {
    boolean ran = daemon.process().isPresent();
    daemon.stop();
    started.remove(daemon);
    if (ran) {
      progress.accept(daemon.name() + " stopped");
    }
  }

  /** Ends a process at once, as a crash would. */
  public void kill9(String name) {
    named(name).forEach(Daemon::kill);
  }

  public void restart(String name) {
    stop(name);
    start(name);
  }

  /**
   * Makes sure that no other process starts or stops anything here until this one ends or is done.
   *
   * @throws StackException where another one does
   */
  void hold() {
    lock.hold();
  }

  /** From here on, {@link #close} leaves the processes running. */
  synchronized void keep() {
    started.clear();
    lock.close();
  }

  /** Stops the processes that this object started, the last first, and commands under way. */
  @Override
  public void close() {
    List<Daemon> reverse;
    synchronized (this) {
      closed = true;
      commands.forEach(Process::destroy);
      reverse = new ArrayList<>(started);
    }
    Collections.reverse(reverse);
    reverse.forEach(this::stop);
    lock.close();
  }

  /** Removes everything that the stack keeps. Nothing may run. */
  public void clean() {
    daemons.values().stream()
        .filter(daemon -> daemon.process().isPresent())
        .findFirst()
        .ifPresent(
            daemon -> {
              throw new StackException(daemon.name() + ": runs (expected: ./dumul stop first)");
            });
    for (String kept :
        List.of(
            "data",
            "warehouse",
            "catalog.db",
            "catalog.db-wal",
            "catalog.db-shm",
            "run",
            "logs",
            "conf",
            "airflow",
            "tmp",
            "sets",
            "cluster")) {
      Folder.delete(folder.root().resolve(kept));
    }
    Folder.delete(folder.barrierKey());
    Folder.delete(folder.apiKeys());
  }

  /** Whether at least one process of this name, or of this kind, runs. */
  boolean runs(String name) {
    return named(name).stream().anyMatch(each -> each.process().isPresent());
  }

  /** The process of this name, or all of this kind. */
  private List<Daemon> named(String name) {
    List<Daemon> named =
        daemons.values().stream()
            .filter(each -> each.name().equals(name) || each.name().startsWith(name + "-"))
            .toList();
    if (named.isEmpty()) {
      throw new StackException("process: " + name + " (expected: one of " + daemons.keySet() + ")");
    }
    return named;
  }

  Daemon daemon(String name) {
    return named(name).get(0);
  }

  private static Map<String, String> freePorts(Shape shape) {
    List<ServerSocket> sockets = new ArrayList<>();
    Map<String, String> ports = new LinkedHashMap<>();
    try {
      for (Setting<Integer> port : shape.ports()) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.put(port.key(), Integer.toString(socket.getLocalPort()));
      }
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
