package io.dumul.local.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of one JSON value, or of one a line. */
final class DocumentFile {

  /** Takes what stands in the file; line is 0 where the file is one value. */
  interface Visitor {
    void document(int line, JsonNode document);

    void malformed(int line, String why);
  }

  private final Path file;

  DocumentFile(Path file) {
    this.file = file;
  }

  void visit(Visitor visitor) throws IOException {
    String name = file.toString();
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || startsWithWholeLine()) {
      lines(visitor);
      return;
    }
    try {
      visitor.document(0, JsonFiles.isYaml(file) ? JsonFiles.read(file) : whole());
    } catch (UnreadableException e) {
      visitor.malformed(0, String.valueOf(e.getMessage()));
    } catch (JsonProcessingException e) {
      visitor.malformed(
          0, JsonFiles.place(e).replaceFirst("^:(?=\\d)", "line ").replaceFirst("^: ", ""));
    }
  }

  private JsonNode whole() throws IOException {
    try (InputStream in = open()) {
      return JsonFiles.parse(in);
    }
  }

  /** Whether the first line is a whole value and something follows. */
  private boolean startsWithWholeLine() throws IOException {
    try (InputStream in = open()) {
      byte[] first = line(in);
      while (first != null && first.length == 0) {
        first = line(in);
      }
      byte[] second = line(in);
      while (second != null && new String(second, UTF_8).isBlank()) {
        second = line(in);
      }
      if (first == null || second == null) {
        return false;
      }
      JsonFiles.parse(first);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private void lines(Visitor visitor) throws IOException {
    try (InputStream in = open()) {
      int number = 0;
      for (byte[] line = line(in); line != null; line = line(in)) {
        number++;
        if (!new String(line, UTF_8).isBlank()) {
          one(number, line, visitor);
        }
      }
    }
  }

  private static void one(int number, byte[] line, Visitor visitor) throws IOException {
    try {
      visitor.document(number, JsonFiles.parse(line));
    } catch (JsonProcessingException e) {
      visitor.malformed(number, JsonFiles.place(e).replaceFirst("^:\\d*:? ?", ""));
    }
  }

  private InputStream open() throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** The bytes up to the next line feed; null at the end. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toByteArray();
  }
}
