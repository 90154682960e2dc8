package io.dumul.core.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret in a file of its own, as the key that barriers are signed with. */
public final class SecretFile {
  private SecretFile() {}

  /**
   * The secret: the file's text in UTF-8 without white space at its ends, so that an editor's line
   * end changes nothing.
   *
   * @throws IllegalArgumentException where nothing is left
   */
  public static byte[] read(Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw new IllegalArgumentException(file + ": empty (expected: a secret)");
      }
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " (expected: a readable file with a secret)", e);
    }
  }
}
