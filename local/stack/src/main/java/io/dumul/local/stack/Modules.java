package io.dumul.local.stack;

import java.io.File;
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
    return java(target(module).resolve("classes"), module, main, options);
  }

  /** The same from the module's jar: an archive of classes takes no folders. */
  List<String> javaOfJar(String module, String main, List<String> options) {
    return java(jar(module), module, main, options);
  }

  private List<String> java(Path own, String module, String main, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(opens());
    String classpath = own + File.pathSeparator + libraries(module);
    command.addAll(List.of("-Duser.timezone=UTC", "-cp", classpath, main));
    return command;
  }

  Path target(String module) {
    return home.resolve(module).resolve("target");
  }

  /** The jar of a module that is submitted as one. */
  Path jar(String module) {
    return target(module).resolve("dumul-" + module + ".jar");
  }

  /** The interpreter of the Python environment that the launcher makes. */
  Path python() {
    return home.resolve(".dumul/venv/bin/python");
  }

  /** What a module needs beside its own classes, as a class path. */
  String libraries(String module) {
    Path file = target(module).resolve("classpath");
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new StackException(module + ": not built (expected: " + file + ")", e);
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
