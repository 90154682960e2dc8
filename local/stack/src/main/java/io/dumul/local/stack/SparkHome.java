package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spark as it is installed on a cluster, made of the jars that module batch resolves for Spark,
 * without the job's own.
 *
 * @param folder where it is made
 */
record SparkHome(Modules modules, Path folder) {

  /** Makes it anew. */
  void make() {
    try {
      Path jars = Files.createDirectories(folder.resolve("jars"));
      for (Path old : list(jars)) {
        Files.delete(old);
      }
      Set<Path> own = jobJars().stream().map(Path::getFileName).collect(Collectors.toSet());
      for (String each : Files.readString(batch("classpath")).strip().split(":", -1)) {
        Path jar = Path.of(each);
        if (Files.isRegularFile(jar) && !own.contains(jar.getFileName())) {
          Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Spark's processes find in their environment. */
  Map<String, String> environment(Path temporary) {
    return Map.of(
        "SPARK_HOME",
        folder.toString(),
        "SPARK_SCALA_VERSION",
        "2.13",
        "SPARK_LOCAL_IP",
        StackSettings.HOST,
        "SPARK_LOCAL_DIRS",
        temporary.toString());
  }

  /** The command that runs a class of Spark's package {@code deploy}. */
  List<String> java(String main, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(modules.opens());
    command.addAll(
        List.of("-cp", folder.resolve("jars") + "/*", "org.apache.spark.deploy." + main));
    return command;
  }

  /** What the job needs and Spark does not bring. */
  List<Path> jobJars() throws IOException {
    return list(batch("lib"));
  }

  /** The job itself. */
  Path job() {
    return batch("dumul-batch.jar");
  }

  private Path batch(String file) {
    return modules.home().resolve("batch/target").resolve(file);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
