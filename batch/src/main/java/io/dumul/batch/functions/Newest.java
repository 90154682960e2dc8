package io.dumul.batch.functions;

import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.SchemaVersion;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import java.time.Instant;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * {@code newest(type, schema_version, data)}: the data as metrics read it, where the model that it
 * is for is superseded; else as it stands there.
 */
final class Newest implements ScalarFunction<UTF8String> {
  private static final long serialVersionUID = 1L;

  private final ShippedDefinitions definitions;

  Newest(ShippedDefinitions definitions) {
    this.definitions = definitions;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.StringType, DataTypes.StringType, DataTypes.StringType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.StringType;
  }

  @Override
  public String name() {
    return "newest";
  }

  @Override
  public String canonicalName() {
    return "dumul.newest";
  }

  @Override
  public @Nullable UTF8String produceResult(InternalRow input) {
    if (input.isNullAt(0) || input.isNullAt(1) || input.isNullAt(2)) {
      return input.isNullAt(2) ? null : input.getUTF8String(2);
    }
    Definitions all = definitions.get();
    String type = input.getUTF8String(0).toString();
    if (!all.supersedes(type)) {
      return input.getUTF8String(2);
    }
    SchemaVersion version = SchemaVersion.parse(input.getUTF8String(1).toString());
    String data = input.getUTF8String(2).toString();
    Event event = new Event("", "", type, Instant.EPOCH, "", EventJson.read(data), version);
    return UTF8String.fromString(EventJson.write(all.newest(event).data()));
  }
}
