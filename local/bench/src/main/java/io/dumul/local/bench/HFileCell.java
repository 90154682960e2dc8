package io.dumul.local.bench;

import io.dumul.core.view.Entity;
import io.dumul.core.view.RowSalt;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
  public Row call(Row cell) throws IOException {
    byte[] row = row(Entity.parse(cell.getString(1), cell.getString(2), cell.getInt(3)));
    byte[] qualifier =
        ByteBuffer.allocate(16)
            .putLong(cell.getLong(0))
            .putLong(cell.getLong(4) ^ Long.MIN_VALUE)
            .array();
    return RowFactory.create((row[0] & 0xff) * regions / 256, row, qualifier, cell.get(5));
  }

  private static byte[] row(Entity entity) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0);
    text(out, entity.kind());
    for (String part : entity.key()) {
      text(out, part);
    }
    return RowSalt.set(bytes.toByteArray());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }
}
