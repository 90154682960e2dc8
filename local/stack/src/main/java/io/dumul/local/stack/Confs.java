package io.dumul.local.stack;

import io.dumul.core.config.Setting;
import io.dumul.core.config.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Writes what the processes are told: a settings file each, and the secrets that they share. */
final class Confs {
  static final String LOCAL = "local";

  private static final int SECRET_BYTES = 32;

  private final Folder folder;
  private final List<Setting<?>> all;

  /**
   * @param all every setting of the stack
   */
  Confs(Folder folder, List<Setting<?>> all) {
    this.folder = folder;
    this.all = List.copyOf(all);
  }

  /**
   * Reads {@code conf/local.properties}; makes it, with every default, where it is not there.
   *
   * @param changes settings that are changed in the file, by key
   */
  Settings settings(Map<String, String> environment, Map<String, String> changes) {
    Path file = folder.conf(LOCAL);
    if (!Files.exists(file) || !changes.isEmpty()) {
      Properties set = Files.exists(file) ? read(file) : new Properties();
      set.putAll(changes);
      write(file, lines(set));
    }
    return Settings.load(file, environment, all);
  }

  private List<String> lines(Properties set) {
    List<String> lines = new ArrayList<>();
    for (Setting<?> setting : all) {
      lines.add("# " + setting.doc());
      lines.add(setting.key() + "=" + set.getProperty(setting.key(), setting.fallback()));
    }
    return lines;
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the secrets that are not there yet, readable by the owner alone. */
  void secrets() {
    secret(folder.barrierKey(), random());
    secret(folder.apiKeys(), "app write " + random() + "\nanalyst read " + random());
  }

  /** Writes a script that runs a command of the batch layer. */
  void script(Path file, List<String> command) {
    String quoted =
        command.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    List<String> lines =
        List.of(
            "#!/bin/sh",
            "command=$1",
            "shift",
            "exec " + quoted + " \"$command\" --config '" + folder.conf("batch") + "' \"$@\"");
    write(file, lines);
    if (!file.toFile().setExecutable(true)) {
      throw new StackException(file + ": not executable (expected: to be the owner)");
    }
  }

  private static String random() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void secret(Path file, String text) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text + "\n", StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      // Made by an earlier start, and still good.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the settings file of a process. */
  void write(String process, Map<String, Object> conf) {
    List<String> lines =
        new ArrayList<>(List.of("# Written at every start; change conf/local.properties instead."));
    conf.forEach((key, value) -> lines.add(key + "=" + value));
    write(folder.conf(process), lines);
  }

  private static void write(Path file, List<String> lines) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
