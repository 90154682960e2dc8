package io.dumul.local.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes. */
final class TextFile {
  private TextFile() {}

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UnreadableException(file + ": " + e + " (expected: a file that can be written)");
    }
  }
}
