package io.dumul.batch.functions;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Presented;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** {@code present(metric_id, state)}: the value of a state, as JSON. */
final class Present implements ScalarFunction<UTF8String> {
  private static final long serialVersionUID = 1L;

  private final ShippedDefinitions definitions;

  Present(ShippedDefinitions definitions) {
    this.definitions = definitions;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.LongType, DataTypes.BinaryType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.StringType;
  }

  @Override
  public String name() {
    return "present";
  }

  @Override
  public String canonicalName() {
    return "dumul.present";
  }

  @Override
  public @Nullable UTF8String produceResult(InternalRow input) {
    if (input.isNullAt(0) || input.isNullAt(1)) {
      return null;
    }
    Aggregate<?> aggregate = FoldState.aggregate(definitions, input.getLong(0));
    return UTF8String.fromString(present(aggregate, input.getBinary(1)).value().toString());
  }

  private static <S> Presented present(Aggregate<S> aggregate, byte[] state) {
    return aggregate.present(aggregate.decode(state));
  }
}
