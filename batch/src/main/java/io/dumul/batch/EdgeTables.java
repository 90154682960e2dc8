package io.dumul.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.TableDocument;
import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tables of edges: those that definitions declare, and those that the log has mutations of, as
 * these bring their tables along.
 *
 * @param brought the documents of the latter
 */
record EdgeTables(ShippedDefinitions definitions, List<String> brought) implements Serializable {
  /** Those of which the log has mutations up to the end of an epoch. */
  static EdgeTables of(Batch batch, long epoch) {
    List<String> brought = new ArrayList<>();
    batch
        .read(LakeTable.ACTIVITY)
        .filter(col("epoch").leq(epoch).and(col("type").isin(EdgeEvents.shared().toArray())))
        .select(get_json_object(col("data"), "$.table").as("document"))
        .filter(col("document").isNotNull())
        .distinct()
        .collectAsList()
        .forEach(row -> brought.add(row.getString(0)));
    return new EdgeTables(batch.shipped(), brought);
  }

  Collection<EdgeTable> all() {
    return byCode().values();
  }

  /** By what stands for them in rows. */
  Map<Long, EdgeTable> byCode() {
    Map<Long, EdgeTable> tables = new HashMap<>();
    definitions.get().tables().forEach(table -> tables.put(table.code(), table));
    brought.stream().flatMap(EdgeTables::table).forEach(table -> tables.put(table.code(), table));
    return tables;
  }

  /** An event that brings no table is no mutation. */
  private static Stream<EdgeTable> table(String document) {
    try {
      return Stream.of(TableDocument.read(document));
    } catch (DefinitionException e) {
      return Stream.empty();
    }
  }
}
