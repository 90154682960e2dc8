package io.dumul.local.stack;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command: which stack it is about. */
final class Place {
  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "Where everything is kept (default: .dumul in the repository).")
  @Nullable Path dir;

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description = "Use consecutive ports from here on; kept in conf/local.properties.")
  int portBase;

  Stack stack() {
    Path root = dir == null ? Modules.find().home().resolve(".dumul") : dir;
    return portBase == 0
        ? Stack.in(root, System.getenv(), System.out::println)
        : Stack.onPortsFrom(portBase, root, System.getenv(), System.out::println);
  }
}
