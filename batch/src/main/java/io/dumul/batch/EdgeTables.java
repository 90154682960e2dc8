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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;

/**
 * The tables of edges: those that definitions declare, and those that the log has mutations of, as
 * these bring their tables along.
 *
 * @param brought the documents of the latter
 */
record EdgeTables(ShippedDefinitions definitions, List<String> brought) implements Serializable {
  /** Those of which the log has mutations up to the end of an epoch. */
  static EdgeTables of(Batch batch, long epoch) {
    return new EdgeTables(batch.shipped(), brought(batch, col("epoch").leq(epoch)));
  }

  /** The documents that some of the landed mutations bring along, each once. */
  static List<String> brought(Batch batch, Column wanted) {
    return batch
        .read(LakeTable.ACTIVITY)
        .filter(wanted.and(col("type").isin(EdgeEvents.shared().toArray())))
        .select(get_json_object(col("data"), "$.table").as("document"))
        .filter(col("document").isNotNull())
        .distinct()
        .as(Encoders.STRING())
        .collectAsList();
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

  /** None where the document is of no table: what brings it is no mutation. */
  static Stream<EdgeTable> table(String document) {
    try {
      return Stream.of(TableDocument.read(document));
    } catch (DefinitionException e) {
      return Stream.empty();
    }
  }
}
