package io.dumul.local.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built repository, from which other processes are started.
 *
 * @param home its folder
 */
record Repository(Path home) {
  private static final Pattern OPENS = Pattern.compile("<jvm\\.opens>([^<]*)</jvm\\.opens>");

  /** The folder of the system property dumul.home, or the one around the working directory. */
  static Repository find() {
    Path folder = Path.of(System.getProperty("dumul.home", "")).toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("local/bench/pom.xml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalArgumentException("home: not found (expected: to run in the repository)");
    }
    return new Repository(folder);
  }

  Path definitions() {
    return home.resolve("local/bench/definitions");
  }

  /** What every layer is told. */
  List<String> settings(Broker broker, String quorum, Path definitions) {
    return List.of(
        "bootstrap-servers=" + broker.servers(),
        "events-topic=log",
        "hbase-quorum=" + quorum,
        "definitions=" + definitions);
  }

  /** The key that barriers of a run are signed with. */
  static Path barrierKey(Path folder) throws IOException {
    return Files.writeString(folder.resolve("barrier.key"), "only for this run");
  }

  /** Where results and the files of runs are kept. */
  Path work() {
    return home.resolve(".dumul/bench");
  }

  /** A program of the PATH, or of Debian's packages of PostgreSQL, which are not on it. */
  static Optional<Path> program(String name) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      folders.add(Path.of(folder));
    }
    Path packages = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(packages)) {
      try (Stream<Path> versions = Files.list(packages)) {
        versions.map(version -> version.resolve("bin")).forEach(folders::add);
      }
    }
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * The command of a module's main class.
   *
   * @param without tells the jars that are left out, by file name
   */
  List<String> java(String module, String main, List<String> options, Predicate<String> without)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    Matcher opens = OPENS.matcher(Files.readString(home.resolve("pom.xml")));
    if (opens.find()) {
      command.addAll(List.of(opens.group(1).split(" ", -1)));
    }
    command.addAll(List.of("-Duser.timezone=UTC", "-cp", classpath(module, without), main));
    return command;
  }

  private String classpath(String module, Predicate<String> without) throws IOException {
    Path target = home.resolve(module).resolve("target");
    String jars = Files.readString(target.resolve("classpath")).strip();
    return target.resolve("classes")
        + File.pathSeparator
        + Arrays.stream(jars.split(File.pathSeparator, -1))
            .filter(jar -> !without.test(Path.of(jar).getFileName().toString()))
            .collect(Collectors.joining(File.pathSeparator));
  }
}
