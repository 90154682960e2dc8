package io.dumul.local.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of the batch layer in one file that a JVM maps in place of loading them: half of a
 * short command's time. Without the file, or with one that does not fit, all works as before.
 */
final class ClassArchive {
  private static final String MODULE = "batch";
  private static final String MAIN = "io.dumul.batch.Main";

  /** Loads what most commands need: Spark's planning and running, Iceberg, the catalog. */
  private static final String TRAINING =
      "select type, count(*) c from activity a join epochs e on a.epoch = e.epoch group by type"
          + " order by c";

  private final Modules modules;
  private final Path file;

  ClassArchive(Modules modules) {
    this.modules = modules;
    this.file = modules.target(MODULE).resolve("classes-" + Runtime.version() + ".jsa");
  }

  /** What a JVM that runs the module's jar is told. */
  List<String> options() {
    return isCurrent() ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
  }

  /** Whether it is there, and made after every jar that it holds classes of. */
  boolean isCurrent() {
    try {
      FileTime made = Files.getLastModifiedTime(file);
      for (Path jar : jars()) {
        if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private List<Path> jars() {
    return Stream.concat(
            Stream.of(modules.jar(MODULE).toString()),
            Stream.of(modules.libraries(MODULE).split(File.pathSeparator)))
        .map(Path::of)
        .toList();
  }

  /**
   * Makes it by a query in an empty warehouse. It only saves time, so what goes wrong is told and
   * nothing more.
   *
   * @param folder what is needed meanwhile; it is made, and deleted at the end
   * @param runner runs a command to its end and returns its status
   */
  void make(Path folder, ToIntFunction<ProcessBuilder> runner, Consumer<String> progress) {
    progress.accept("the batch layer's classes go into an archive, once after each build");
    try {
      Files.createDirectories(folder);
      Path archive = folder.resolve("classes.jsa");
      Path log = folder.resolve("log");
      int status =
          runner.applyAsInt(
              new ProcessBuilder(training(folder, archive))
                  .redirectErrorStream(true)
                  .redirectOutput(log.toFile()));
      if (status != 0 || !Files.exists(archive)) {
        throw new IOException("status " + status + ": " + lastLine(log));
      }
      Files.move(archive, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      progress.accept("there is no archive of classes: " + e.getMessage());
    } finally {
      Folder.delete(folder);
    }
  }

  private List<String> training(Path folder, Path archive) throws IOException {
    List<String> options =
        List.of(
            "-XX:+UseSerialGC",
            "-XX:ArchiveClassesAtExit=" + archive,
            "-Dspark.local.dir=" + folder);
    List<String> command = modules.javaOfJar(MODULE, MAIN, options);
    command.addAll(List.of("sql", "--config", conf(folder).toString(), TRAINING));
    return command;
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private Path conf(Path folder) throws IOException {
    Map<String, Object> conf =
        Map.of(
            "catalog-uri",
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "warehouse",
            folder.resolve("warehouse"),
            "definitions",
            modules.home().resolve("definitions"),
            "bootstrap-servers",
            "127.0.0.1:1",
            "hbase-quorum",
            "127.0.0.1:1",
            "barrier-key-file",
            folder.resolve("key"),
            "master",
            "local[2]");
    String lines =
        conf.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining());
    return Files.writeString(folder.resolve("batch.properties"), lines);
  }
}
