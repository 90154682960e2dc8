package io.dumul.batch;

import io.dumul.batch.functions.ShippedDefinitions;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads all cells of tables that are declared, in tasks and small shares, so that a task holds no
 * more than one of them. Receipts are left out.
 */
record ScanEdges(StoreSource stores, ShippedDefinitions definitions)
    implements FlatMapFunction<Iterator<Integer>, Row>, Serializable {
  static final StructType ROW =
      new StructType()
          .add("cell", DataTypes.BinaryType, false)
          .add("kind", DataTypes.StringType, false)
          .add("version", DataTypes.LongType, false)
          .add("found", DataTypes.BinaryType, false);

  static Dataset<Row> of(Batch batch) {
    return Shares.read(batch, new ScanEdges(batch.stores(), batch.shipped()), ROW);
  }

  @Override
  public Iterator<Row> call(Iterator<Integer> shares) {
    EdgeRepair edges = stores.edges();
    Map<Long, EdgeTable> tables = EdgeBounds.tables(definitions);
    return Streams.of(shares).flatMap(share -> rows(edges, tables, share).stream()).iterator();
  }

  private static List<Row> rows(EdgeRepair edges, Map<Long, EdgeTable> tables, int share) {
    List<Row> rows = new ArrayList<>();
    edges.scan(share, Shares.ALL, found -> add(tables, found, rows));
    return rows;
  }

  private static void add(Map<Long, EdgeTable> tables, Versioned found, List<Row> rows) {
    EdgeCell cell = found.cell();
    EdgeCells.Kind kind = EdgeCells.kind(cell);
    if (kind != null && isOfATable(tables, cell)) {
      rows.add(RowFactory.create(cell.key(), kind.name(), found.version(), cell.value()));
    }
  }

  private static boolean isOfATable(Map<Long, EdgeTable> tables, EdgeCell cell) {
    return cell.row().length > 10 && tables.containsKey(EdgeCells.table(cell));
  }
}
