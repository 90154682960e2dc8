package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built modules of this repository, as commands.
 *
 * @param home folder of the repository
 */
record Modules(Path home) {
  private static final Pattern OPENS = Pattern.compile("<jvm\\.opens>([^<]*)</jvm\\.opens>");

  /** Finds the repository: the system property dumul.home, the working directory or above it. */
  static Modules find() {
    Path folder = Path.of(System.getProperty("dumul.home", "")).toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("local/stack/pom.xml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new StackException("home: not found (expected: to run inside the repository)");
    }
    return new Modules(folder);
  }

  /** The command that runs a module's main class in a JVM of its own. */
  List<String> java(String module, String main, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(opens());
    command.addAll(List.of("-Duser.timezone=UTC", "-cp", classpath(module), main));
    return command;
  }

  /** The interpreter of the Python environment that the launcher makes. */
  Path python() {
    return home.resolve(".dumul/venv/bin/python");
  }

  private String classpath(String module) {
    Path target = home.resolve(module).resolve("target");
    try {
      String libraries = Files.readString(target.resolve("classpath"), StandardCharsets.UTF_8);
      return target.resolve("classes") + java.io.File.pathSeparator + libraries.strip();
    } catch (IOException e) {
      throw new StackException(module + ": not built (expected: " + target + "/classpath)", e);
    }
  }

  /** What every JVM of Dumul opens to libraries. */
  List<String> opens() {
    try {
      Matcher matcher = OPENS.matcher(Files.readString(home.resolve("pom.xml")));
      if (!matcher.find()) {
        throw new IllegalStateException("pom.xml has the property jvm.opens");
      }
      return List.of(matcher.group(1).strip().split("\\s+"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
