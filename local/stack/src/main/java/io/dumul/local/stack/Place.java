package io.dumul.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command: which stack it is about. */
public final class Place {
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

  @Option(
      names = "--cluster",
      description =
          "Three brokers, HBase with two region servers on HDFS, Spark with two workers, two speed"
              + " and two serving processes; kept in .dumul/cluster.")
  boolean cluster;

  /** The folder of the repository. */
  public static Path home() {
    return Modules.find().home();
  }

  Stack stack() {
    return stack(cluster ? ".dumul/cluster" : ".dumul", Map.of());
  }

  /** A stack for one data set alone, beside the others, with the definitions of that set. */
  Stack stack(DataSet set) {
    Path definitions = set.folder(Modules.find().home()).resolve("definitions");
    return stack(".dumul/sets/" + set.name(), Map.of("definitions", definitions.toString()));
  }

  /** The stacks that are kept in the stack's folder, and the stack as the last. */
  List<Stack> stacks() {
    Stack last = stack();
    List<Stack> all = new ArrayList<>();
    for (Path set : last.folder().sets()) {
      all.add(Stack.in(set, System.getenv(), System.out::println));
    }
    if (Files.isDirectory(last.folder().cluster())) {
      all.add(
          Stack.in(
              Shape.CLUSTER,
              last.folder().cluster(),
              System.getenv(),
              Map.of(),
              System.out::println));
    }
    all.add(last);
    return all;
  }

  private Stack stack(String folder, Map<String, String> changes) {
    Path root = dir == null ? Modules.find().home().resolve(folder) : dir;
    Shape shape = cluster ? Shape.CLUSTER : Shape.MACHINE;
    Map<String, String> all = new HashMap<>(changes);
    if (portBase != 0) {
      all.putAll(Stack.portsFrom(shape, portBase));
    }
    return Stack.in(shape, root, System.getenv(), all, System.out::println);
  }
}
