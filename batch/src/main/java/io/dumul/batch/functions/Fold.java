package io.dumul.batch.functions;

import io.dumul.core.aggregate.Observation;
import java.io.Serializable;
import java.time.Instant;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code fold(metric_id, value, time, subject, id)}: the state of a metric over observations. */
final class Fold implements AggregateFunction<Serializable, byte[]> {
  private static final long serialVersionUID = 1L;

  private final ShippedDefinitions definitions;

  Fold(ShippedDefinitions definitions) {
    this.definitions = definitions;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {
      DataTypes.LongType,
      DataTypes.StringType,
      DataTypes.TimestampType,
      DataTypes.StringType,
      DataTypes.StringType
    };
  }

  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  @Override
  public String name() {
    return "fold";
  }

  @Override
  public String canonicalName() {
    return "dumul.fold";
  }

  @Override
  public Serializable newAggregationState() {
    return new FoldState(definitions);
  }

  @Override
  public Serializable update(Serializable state, InternalRow input) {
    FoldState fold = FoldState.of(state, definitions);
    Instant time = DateTimeUtils.microsToInstant(input.getLong(2));
    fold.add(
        input.getLong(0),
        new Observation(
            input.isNullAt(1) ? null : input.getUTF8String(1).toString(),
            time,
            input.getUTF8String(3).toString(),
            input.getUTF8String(4).toString()));
    return fold;
  }

  @Override
  public Serializable merge(Serializable left, Serializable right) {
    FoldState fold = FoldState.of(left, definitions);
    fold.merge(FoldState.of(right, definitions));
    return fold;
  }

  @Override
  public byte @Nullable [] produceResult(Serializable state) {
    return FoldState.of(state, definitions).encode();
  }
}
