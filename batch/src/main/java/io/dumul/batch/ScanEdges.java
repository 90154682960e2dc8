package io.dumul.batch;

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
 * Reads all cells of tables that are known, in tasks and small shares, so that a task holds no more
 * than one of them. Receipts are left out.
 */
record ScanEdges(StoreSource stores, EdgeTables tables)
    implements FlatMapFunction<Iterator<Integer>, Row>, Serializable {
  static final StructType ROW =
      new StructType()
          .add("cell", DataTypes.BinaryType, false)
          .add("kind", DataTypes.StringType, false)
          .add("version", DataTypes.LongType, false)
          .add("found", DataTypes.BinaryType, false);

  static Dataset<Row> of(Batch batch, EdgeTables tables) {
    return Shares.read(batch, new ScanEdges(batch.stores(), tables), ROW);
  }

  @Override
  public Iterator<Row> call(Iterator<Integer> shares) {
    EdgeRepair edges = stores.edges();
    Map<Long, EdgeTable> byCode = tables.byCode();
    return Streams.of(shares).flatMap(share -> rows(edges, byCode, share).stream()).iterator();
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
    EdgeTable table = cell.row().length > 10 ? tables.get(EdgeCells.table(cell)) : null;
    return table != null && EdgeCells.isRead(table, cell);
  }
}
