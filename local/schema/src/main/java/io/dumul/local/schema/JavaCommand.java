package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.palantir.javapoet.JavaFile;
import io.dumul.core.definition.DefinitionFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes event builders in Java. */
@Command(
    name = "java",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a Java class for each event type, by which its data is built: what forgets a required",
      "property or gives one of another type does not compile. The classes need jackson-databind."
    })
final class JavaCommand implements Callable<Integer> {
  @Mixin private DefinitionsFolder folder = new DefinitionsFolder();

  @Option(
      names = "--package",
      required = true,
      paramLabel = "NAME",
      description = "The package of the classes.")
  private String inPackage = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The root folder of the sources, as target/generated-sources/events.")
  private Path output = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path definitions = folder.path();
    if (!SourceVersion.isName(inPackage)) {
      throw new UnreadableException(
          "package: " + inPackage + " (expected: a name, as com.example.events)");
    }
    DefinitionFiles.load(definitions);
    Map<String, JsonNode> types = BaseDefinitions.folder(definitions);
    types.forEach(this::write);
    Objects.requireNonNull(spec).commandLine().getOut().println(types.size() + " classes");
    return 0;
  }

  private void write(String type, JsonNode schema) {
    JavaFile file = JavaBuilders.of(inPackage, type, schema);
    try {
      file.writeTo(output);
    } catch (IOException e) {
      throw new UnreadableException(output + ": " + e + " (expected: a folder to write to)");
    }
  }
}
