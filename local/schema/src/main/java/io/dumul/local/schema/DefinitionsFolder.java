package io.dumul.local.schema;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The folder of the definitions, as commands are given it. */
final class DefinitionsFolder {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder of the definitions (default: definitions).")
  private Path folder = Path.of("definitions");

  /** The folder, which is there. */
  Path path() {
    if (!folder.toFile().isDirectory()) {
      throw new UnreadableException(folder + " (expected: a folder of definitions)");
    }
    return folder;
  }
}
