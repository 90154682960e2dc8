package io.dumul.batch.lake;

import org.apache.iceberg.spark.SparkCatalog;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;

/**
 * The catalog in Spark, which also knows the tables as {@code dumul.epochs}, as every other engine
 * does: Spark takes the first name for the catalog, which leaves none for the namespace.
 */
public final class DumulCatalog extends SparkCatalog {
  /** Spark makes it by its name. */
  public DumulCatalog() {}

  @Override
  public Table loadTable(Identifier id) throws NoSuchTableException {
    return super.loadTable(full(id));
  }

  @Override
  public Table loadTable(Identifier id, String version) throws NoSuchTableException {
    return super.loadTable(full(id), version);
  }

  @Override
  public Table loadTable(Identifier id, long timestamp) throws NoSuchTableException {
    return super.loadTable(full(id), timestamp);
  }

  private static Identifier full(Identifier id) {
    return id.namespace().length == 0
        ? Identifier.of(LakeSettings.NAMESPACE.levels(), id.name())
        : id;
  }
}
