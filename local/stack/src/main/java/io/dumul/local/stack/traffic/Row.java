package io.dumul.local.stack.traffic;

import org.jspecify.annotations.Nullable;

/**
 * One row of a source file.
 *
 * @param file the file's name without folders and ending
 * @param number the row's number in the file, from 1, the header not counted
 */
record Row(String file, long number, Fields fields) {

  /** The fields by name. */
  interface Fields {
    /** The field's text; null where it is missing or empty. */
    @Nullable String find(String name);
  }

  /** A field, or {@code #} for the row's number or {@code file} for the file's name. */
  @Nullable String find(String name) {
    return switch (name) {
      case "#" -> Long.toString(number);
      case "file" -> file;
      default -> fields.find(name);
    };
  }
}
