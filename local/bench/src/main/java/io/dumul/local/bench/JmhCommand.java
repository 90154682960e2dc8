package io.dumul.local.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the benchmarks of single calls under JMH. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = "Measures single calls: accept, fold, codec, merge.")
final class JmhCommand implements Callable<Integer> {
  @Option(names = "--short", description = "One short iteration of each.")
  private boolean brief;

  @Option(names = "--only", defaultValue = "HotPaths", description = "A pattern of names.")
  private String only = "";

  @Option(names = "--out", description = "Where the results go, a JSON file in .dumul/bench.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws Exception {
    Repository repository = Repository.find();
    Path folder = Files.createDirectories(repository.work().resolve("jmh"));
    Path harness = generate(repository, folder);
    Path file = out.toString().isEmpty() ? repository.work().resolve("jmh.json") : out;
    List<String> options =
        List.of("-Xmx1g", "-Ddefinitions=" + repository.definitions(), "-XX:+UseSerialGC");
    List<String> command =
        repository.java("local/bench", "org.openjdk.jmh.Main", options, BatchCommand::isOfSpark);
    int classpath = command.indexOf("-cp") + 1;
    command.set(classpath, harness + File.pathSeparator + command.get(classpath));
    command.add(only);
    command.addAll(
        brief
            ? List.of("-f", "1", "-wi", "0", "-i", "1", "-r", "100ms")
            : List.of("-f", "2", "-wi", "4", "-w", "1s", "-i", "5", "-r", "1s"));
    command.addAll(List.of("-rf", "json", "-rff", file.toString()));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** JMH's harness around the benchmarks, made from their classes and compiled here. */
  private static Path generate(Repository repository, Path folder) throws Exception {
    Runs.delete(folder);
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path compiled = repository.home().resolve("local/bench/target/classes");
    JmhBytecodeGenerator.main(
        new String[] {compiled.toString(), sources.toString(), classes.toString(), "reflection"});
    List<String> arguments =
        new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    arguments.addAll(javaFiles(sources));
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null || compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IOException("jmh: the harness was not compiled (expected: a JDK)");
    }
    return classes;
  }

  private static List<String> javaFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
  }
}
