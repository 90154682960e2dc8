package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the stack of one machine keeps everything; nothing lies outside. */
public record Folder(Path root) {
  public Folder {
    root = root.toAbsolutePath().normalize();
  }

  public Path conf(String process) {
    return root.resolve("conf").resolve(process + ".properties");
  }

  public Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  public Path pid(String process) {
    return root.resolve("run").resolve(process + ".pid");
  }

  public Path data(String process) {
    return root.resolve("data").resolve(process);
  }

  /** The script that runs a batch command. */
  public Path batchScript() {
    return root.resolve("run").resolve("batch");
  }

  public Path temporary() {
    return root.resolve("tmp");
  }

  public Path airflow() {
    return root.resolve("airflow");
  }

  /** The folders of the data sets that were replayed, each one a stack of its own. */
  List<Path> sets() {
    Path sets = root.resolve("sets");
    if (!Files.isDirectory(sets)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(sets)) {
      return found.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stack of more than one process of each kind. */
  Path cluster() {
    return root.resolve("cluster");
  }

  /** Held by the launcher that starts or stops something here. */
  public Path lock() {
    return root.resolve("run").resolve("lock");
  }

  public Path warehouse() {
    return root.resolve("warehouse");
  }

  public Path catalog() {
    return root.resolve("catalog.db");
  }

  /** What brokers that belong together have in common. */
  Path clusterId() {
    return root.resolve("run").resolve("cluster-id");
  }

  public Path barrierKey() {
    return root.resolve("barrier.key");
  }

  public Path apiKeys() {
    return root.resolve("api-keys");
  }

  /** Deletes a file or folder with all that is in it, where it is there. */
  static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
