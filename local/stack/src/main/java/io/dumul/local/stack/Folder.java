package io.dumul.local.stack;

import java.nio.file.Path;

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
