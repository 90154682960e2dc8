package io.dumul.local.stack.traffic;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Separated values as in RFC 4180: quotes around a field, doubled quotes in it, line ends in it.
 */
final class CsvReader {
  private final Reader in;
  private final char separator;
  private final boolean quotes;
  private int next;

  /**
   * @param in best buffered
   * @param quotes whether a quote at a field's start means anything
   */
  CsvReader(Reader in, char separator, boolean quotes) throws IOException {
    this.in = in;
    this.separator = separator;
    this.quotes = quotes;
    this.next = in.read();
    if (next == '\uFEFF') {
      next = in.read();
    }
  }

  /** The next row; null at the end. Empty lines are passed over. */
  @Nullable List<String> row() throws IOException {
    while (next == '\n' || next == '\r') {
      next = in.read();
    }
    if (next < 0) {
      return null;
    }
    List<String> row = new ArrayList<>();
    row.add(field());
    while (next == separator) {
      next = in.read();
      row.add(field());
    }
    return row;
  }

  private String field() throws IOException {
    StringBuilder text = new StringBuilder();
    if (quotes && next == '"') {
      quoted(text);
    }
    while (next >= 0 && next != separator && next != '\n' && next != '\r') {
      text.append((char) next);
      next = in.read();
    }
    return text.toString();
  }

  private void quoted(StringBuilder text) throws IOException {
    next = in.read();
    while (next >= 0) {
      if (next == '"') {
        next = in.read();
        if (next != '"') {
          return;
        }
      }
      text.append((char) next);
      next = in.read();
    }
  }
}
