package io.dumul.local.bench;

import io.dumul.core.view.Entity;
import io.dumul.hbase.Columns;
import io.dumul.hbase.Rows;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where a cell of the batch view stands, in tasks: in the layout of the views, so that they can be
 * read.
 *
 * @param regions even parts of the salt
 */
record HFileCell(int regions) implements MapFunction<Row, Row> {
  static final StructType ROW =
      new StructType()
          .add("region", DataTypes.IntegerType, false)
          .add("row", DataTypes.BinaryType, false)
          .add("qualifier", DataTypes.BinaryType, false)
          .add("value", DataTypes.BinaryType, false);

  @Override
  public Row call(Row cell) {
    byte[] row = Rows.encode(Entity.parse(cell.getString(1), cell.getString(2), cell.getInt(3)));
    byte[] qualifier = Columns.batch(cell.getLong(0), cell.getLong(4));
    return RowFactory.create(Rows.region(row, regions), row, qualifier, cell.get(5));
  }
}
