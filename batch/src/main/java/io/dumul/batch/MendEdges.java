package io.dumul.batch;

import io.dumul.batch.EdgeBounds.Bound;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Judges cells that are not as they should be, in tasks, and mends them. A mended cell gets the
 * version of the moment at which the audit began to read: newer than all that was known then, older
 * than all that came later, so it never undoes what the speed layer writes meanwhile.
 *
 * @param mend false where it only looks
 */
record MendEdges(StoreSource stores, EdgeTables tables, EdgeBounds bounds, boolean mend)
    implements MapPartitionsFunction<Row, Row> {

  /** What became of a difference. */
  enum Outcome {
    /** Written while the audit read; the next one judges it. */
    UNDER_WAY,
    /** Wrong, and left so. */
    DRIFTED,
    MENDED,
    /** Wrong, and what was written cannot be read: somebody took it away with a newer version. */
    STUCK,
    /** Wrong, and whose it is cannot be known. */
    UNKNOWN,
    /** Nobody sees it any more, so it is dropped. */
    EXPIRED,
    /** Dropped before, and seen again since another partition wrote to what it is part of. */
    RETURNED;

    boolean isDrift() {
      return this != UNDER_WAY && this != EXPIRED && this != RETURNED;
    }

    private Outcome of(@Nullable String age, boolean missing) {
      if (this != MENDED && this != DRIFTED) {
        return this;
      }
      return WantedSums.OVER.equals(age)
          ? EXPIRED
          : WantedSums.OLD.equals(age) && missing ? RETURNED : this;
    }
  }

  static final StructType ROW =
      new StructType()
          .add("outcome", DataTypes.StringType, false)
          .add("kind", DataTypes.StringType, false)
          .add("what", DataTypes.StringType, false)
          .add("cell", DataTypes.BinaryType, false)
          .add("wanted", DataTypes.BinaryType)
          .add("found", DataTypes.BinaryType)
          .add("version", DataTypes.LongType); // which a mended cell gets

  /** A cell that is not as it should be. */
  private record Difference(
      EdgeCell cell, byte @Nullable [] wanted, byte @Nullable [] found, long version) {
    static Difference of(Row row) {
      byte[] found = row.getAs("found");
      return new Difference(
          EdgeCell.of(row.getAs("cell"), found),
          row.getAs("wanted"),
          found,
          found == null ? Long.MIN_VALUE : row.<Long>getAs("version"));
    }

    Versioned wanted(long version) {
      return new Versioned(new EdgeCell(cell.row(), cell.column(), wanted), version);
    }

    String what() {
      return wanted == null ? "not expected" : found == null ? "missing" : "wrong";
    }
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    EdgeRepair edges = stores.edges();
    Map<Long, EdgeTable> byCode = tables.byCode();
    return Streams.of(rows).map(row -> row(edges, byCode, row)).iterator();
  }

  private Row row(EdgeRepair edges, Map<Long, EdgeTable> tables, Row row) {
    Difference difference = Difference.of(row);
    Integer partition = row.getAs("partition");
    Bound bound =
        partition == null
            ? bounds.of(tables, difference.cell())
            : bounds.bounds().get(partition.intValue());
    Outcome outcome = bound == null ? Outcome.UNKNOWN : outcome(edges, difference, bound);
    Outcome aged = outcome.of(row.getAs("age"), difference.found() == null);
    EdgeTable table = Objects.requireNonNull(tables.get(EdgeCells.table(difference.cell())));
    return RowFactory.create(
        aged.name(),
        String.valueOf(EdgeCells.kind(difference.cell())),
        table.database() + "." + table.name() + ": " + difference.what(),
        row.getAs("cell"),
        difference.wanted(),
        difference.found(),
        bound == null ? null : bound.read());
  }

  private Outcome outcome(EdgeRepair edges, Difference difference, Bound bound) {
    if (bound.isUnderWay(difference.version()) || isUnderWay(edges, difference.cell(), bound)) {
      return Outcome.UNDER_WAY;
    }
    return mend ? mend(edges, difference, bound) : Outcome.DRIFTED;
  }

  private static boolean isUnderWay(EdgeRepair edges, EdgeCell cell, Bound bound) {
    return edges.newest(cell, bound.read(), bound.last()).isPresent();
  }

  private static Outcome mend(EdgeRepair edges, Difference difference, Bound bound) {
    if (difference.version() > bound.last()) {
      edges.remove(new Versioned(difference.cell(), difference.version()));
    }
    edges.write(List.of(difference.wanted(bound.read())));
    return isMended(edges, difference.cell(), difference.wanted())
            || isUnderWay(edges, difference.cell(), bound)
        ? Outcome.MENDED
        : Outcome.STUCK;
  }

  private static boolean isMended(EdgeRepair edges, EdgeCell cell, byte @Nullable [] wanted) {
    List<Versioned> found = edges.row(cell.row(), EdgeCells.one(cell.column()));
    byte[] now = found.isEmpty() ? null : found.get(0).cell().value();
    return Arrays.equals(now, wanted);
  }

  /** Mends cells of rows that are stuck once more, where what was taken away is forgotten. */
  static long again(EdgeRepair edges, List<Row> stuck) {
    List<byte[]> rows = new ArrayList<>();
    stuck.forEach(row -> rows.add(Difference.of(row).cell().row()));
    edges.forget(rows);
    return stuck.stream().filter(row -> again(edges, row)).count();
  }

  private static boolean again(EdgeRepair edges, Row row) {
    Difference difference = Difference.of(row);
    edges.write(List.of(difference.wanted(row.<Long>getAs("version"))));
    return isMended(edges, difference.cell(), difference.wanted());
  }
}
