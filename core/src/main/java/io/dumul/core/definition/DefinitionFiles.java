package io.dumul.core.definition;

import java.nio.file.Path;

/**
 * Reads definitions from a folder: {@code events/*.json}, {@code metrics/*.yaml} and {@code
 * time.yaml}.
 */
public final class DefinitionFiles {
  private DefinitionFiles() {}

  /**
   * @throws DefinitionException where a definition is wrong, with file, line and what was expected
   */
  @SuppressWarnings("DoNotCallSuggester")
  public static Definitions load(Path folder) {
    throw new UnsupportedOperationException(folder.toString());
  }
}
