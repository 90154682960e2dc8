package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.TableDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The databases and tables that were made while the system runs, as one document, so that it
 * changes as a whole.
 *
 * @param revision grows with every change
 * @param databases what is said of each, by name
 * @param tables by database and name
 */
public record CreatedTables(
    long revision, SortedMap<String, String> databases, SortedMap<String, Entry> tables) {
  public static final CreatedTables NONE =
      new CreatedTables(0, Collections.emptySortedMap(), Collections.emptySortedMap());

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A table.
   *
   * @param declared as in a file of {@code definitions/tables}, and {@code created}
   * @param active whether it takes mutations and answers questions
   */
  public record Entry(JsonNode declared, boolean active, EdgeTable table) {
    /**
     * @throws DefinitionException where the declaration is wrong
     */
    public static Entry of(JsonNode declared, boolean active) {
      return new Entry(declared, active, TableDocument.read(declared.toString()));
    }
  }

  public CreatedTables {
    databases = Collections.unmodifiableSortedMap(new TreeMap<>(databases));
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
  }

  public static CreatedTables of(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NONE;
    }
    try {
      JsonNode json = MAPPER.readTree(bytes);
      TreeMap<String, String> databases = new TreeMap<>();
      json.path("databases")
          .properties()
          .forEach(one -> databases.put(one.getKey(), one.getValue().asText()));
      TreeMap<String, Entry> tables = new TreeMap<>();
      for (JsonNode one : json.path("tables")) {
        Entry entry = Entry.of(one.path("declared"), one.path("active").asBoolean());
        tables.put(key(entry.table().database(), entry.table().name()), entry);
      }
      return new CreatedTables(json.path("revision").asLong(), databases, tables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    ObjectNode json = MAPPER.createObjectNode().put("revision", revision);
    ObjectNode names = json.putObject("databases");
    databases.forEach(names::put);
    var list = json.putArray("tables");
    tables
        .values()
        .forEach(
            one -> list.addObject().put("active", one.active()).set("declared", one.declared()));
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(String database, String table) {
    return database + "." + table;
  }

  public @Nullable Entry table(String database, String table) {
    return tables.get(key(database, table));
  }

  /** With this table, in place of what has its name. */
  public CreatedTables with(Entry entry) {
    TreeMap<String, Entry> next = new TreeMap<>(tables);
    next.put(key(entry.table().database(), entry.table().name()), entry);
    return new CreatedTables(revision + 1, databases, next);
  }

  public CreatedTables withoutTable(String database, String table) {
    TreeMap<String, Entry> next = new TreeMap<>(tables);
    next.remove(key(database, table));
    return new CreatedTables(revision + 1, databases, next);
  }

  public CreatedTables withDatabase(String database, String comment) {
    TreeMap<String, String> next = new TreeMap<>(databases);
    next.put(database, comment);
    return new CreatedTables(revision + 1, next, tables);
  }

  public CreatedTables withoutDatabase(String database) {
    TreeMap<String, String> next = new TreeMap<>(databases);
    next.remove(database);
    return new CreatedTables(revision + 1, next, tables);
  }
}
