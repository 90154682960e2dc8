package io.dumul.core.definition;

import io.dumul.core.edge.EdgeTable;

/** Reads a table that was made while the system runs. */
public final class TableDocument {
  private TableDocument() {}

  /**
   * @param json the same as in a file of {@code definitions/tables}, and {@code created}
   * @throws DefinitionException where it is wrong
   */
  public static EdgeTable read(String json) {
    Located document = LocatedReader.parse("table.json", json);
    document.need("created", "the table's id");
    return TableFile.read(document);
  }
}
