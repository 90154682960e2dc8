package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the stack of one machine keeps everything; nothing lies outside. */
record Folder(Path root) {
  Folder {
    root = root.toAbsolutePath().normalize();
  }

  Path conf(String process) {
    return root.resolve("conf").resolve(process + ".properties");
  }

  Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  Path pid(String process) {
    return root.resolve("run").resolve(process + ".pid");
  }

  Path data(String process) {
    return root.resolve("data").resolve(process);
  }

  /** The script that runs a batch command. */
  Path batchScript() {
    return root.resolve("run").resolve("batch");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  Path airflow() {
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

  /** Held by the launcher that starts or stops something here. */
  Path lock() {
    return root.resolve("run").resolve("lock");
  }

  Path warehouse() {
    return root.resolve("warehouse");
  }

  Path catalog() {
    return root.resolve("catalog.db");
  }

  Path barrierKey() {
    return root.resolve("barrier.key");
  }

  Path apiKeys() {
    return root.resolve("api-keys");
  }
}
