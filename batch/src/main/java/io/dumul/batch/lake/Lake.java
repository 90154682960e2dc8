package io.dumul.batch.lake;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.util.SnapshotUtil;

/** The tables in Iceberg and what is remembered in their metadata; no Spark. */
public final class Lake implements AutoCloseable {
  private static final String LANDED = "dumul.landed";
  private static final String EPOCH = "dumul.epoch";

  private final LakeSettings settings;
  private final Catalog catalog;

  private Lake(LakeSettings settings, Catalog catalog) {
    this.settings = settings;
    this.catalog = catalog;
  }

  public static Lake open(LakeSettings settings) {
    Catalog catalog =
        CatalogUtil.buildIcebergCatalog(
            LakeSettings.CATALOG, settings.catalogProperties(), new Configuration());
    return new Lake(settings, catalog);
  }

  /** Creates the tables that are not there, and adds the columns that a table of before lacks. */
  public void create() {
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    if (!namespaces.namespaceExists(LakeSettings.NAMESPACE)) {
      namespaces.createNamespace(LakeSettings.NAMESPACE);
    }
    for (LakeTable table : LakeTable.values()) {
      if (!catalog.tableExists(table.id())) {
        create(table);
      } else {
        complete(table(table), table.schema());
      }
    }
  }

  private void create(LakeTable table) {
    Map<String, String> properties = new HashMap<>(table.properties());
    properties.put("comment", table.comment());
    catalog.createTable(table.id(), table.schema(), table.spec(), properties);
  }

  /** What was written before has null in a new column, so each of them is optional. */
  private static void complete(Table table, Schema schema) {
    boolean complete =
        schema.columns().stream()
            .allMatch(column -> table.schema().findField(column.name()) != null);
    if (!complete) {
      table.updateSchema().unionByNameWith(schema).commit();
    }
  }

  /** The table as it is now. */
  public Table table(LakeTable table) {
    return catalog.loadTable(table.id());
  }

  public boolean exists(LakeTable table) {
    return catalog.tableExists(table.id());
  }

  public Landed landed() {
    return exists(LakeTable.ACTIVITY) ? landed(table(LakeTable.ACTIVITY)) : Landed.NOTHING;
  }

  static Landed landed(Table activity) {
    String json = activity.properties().get(LANDED);
    return json == null ? Landed.NOTHING : Json.read(json, Landed.class);
  }

  /** What the snapshot that landed this epoch says of it; empty where that is expired. */
  public Optional<EpochRecord> landedEpoch(long epoch) {
    Table activity = table(LakeTable.ACTIVITY);
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(activity)) {
      String json = snapshot.summary().get(EPOCH);
      if (json != null) {
        EpochRecord record = Json.read(json, EpochRecord.class);
        if (record.epoch() == epoch) {
          return Optional.of(record);
        }
      }
    }
    return Optional.empty();
  }

  /** How a commit of an epoch marks what it did. */
  static Map<String, String> landedProperties(Landed landed) {
    return Map.of(LANDED, Json.write(landed));
  }

  static void mark(org.apache.iceberg.AppendFiles append, EpochRecord record) {
    append.set(EPOCH, Json.write(record));
  }

  static boolean holds(Iterable<Snapshot> ancestry, long epoch) {
    for (Snapshot snapshot : ancestry) {
      String json = snapshot.summary().get(EPOCH);
      if (json != null && Json.read(json, EpochRecord.class).epoch() >= epoch) {
        return true;
      }
    }
    return false;
  }

  /** The snapshot that a tag names; empty where there is no such tag. */
  public Optional<Long> tagged(LakeTable table, String tag) {
    SnapshotRef ref = table(table).refs().get(tag);
    return Optional.ofNullable(ref).map(SnapshotRef::snapshotId);
  }

  /** The name of a table in Spark SQL. */
  public static String name(LakeTable table) {
    TableIdentifier id = table.id();
    return LakeSettings.CATALOG + "." + id;
  }

  LakeSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
