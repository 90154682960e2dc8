package io.dumul.batch.functions;

import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The files of a definitions folder, shipped from the driver to the tasks with whatever uses them,
 * and read there once in each JVM.
 */
public final class ShippedDefinitions implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ConcurrentHashMap<String, Definitions> READ = new ConcurrentHashMap<>();

  private final TreeMap<String, byte[]> files;
  private final String digest;

  private ShippedDefinitions(SortedMap<String, byte[]> files) {
    this.files = new TreeMap<>(files);
    this.digest = digest(files);
  }

  public static ShippedDefinitions of(Path folder) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "definitions: " + folder + " (expected: a readable folder)", e);
    }
    return new ShippedDefinitions(files);
  }

  public Definitions get() {
    return READ.computeIfAbsent(digest, digest -> read());
  }

  private Definitions read() {
    try {
      Path folder = Files.createTempDirectory("dumul-definitions");
      try {
        for (var file : files.entrySet()) {
          Path path = folder.resolve(file.getKey());
          Files.createDirectories(path.resolveSibling("."));
          Files.write(path, file.getValue());
        }
        return DefinitionFiles.load(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> deepestFirst = found.sorted(java.util.Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }

  private static String digest(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, bytes) -> {
            digest.update((name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
