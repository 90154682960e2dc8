package io.dumul.batch.functions;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code merge(metric_id, state)}: several states of a metric as one. */
final class MergeStates implements AggregateFunction<Serializable, byte[]> {
  private static final long serialVersionUID = 1L;

  private final ShippedDefinitions definitions;

  MergeStates(ShippedDefinitions definitions) {
    this.definitions = definitions;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.LongType, DataTypes.BinaryType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  @Override
  public String name() {
    return "merge";
  }

  @Override
  public String canonicalName() {
    return "dumul.merge";
  }

  @Override
  public Serializable newAggregationState() {
    return new FoldState(definitions);
  }

  @Override
  public Serializable update(Serializable state, InternalRow input) {
    FoldState fold = FoldState.of(state, definitions);
    if (!input.isNullAt(1)) {
      fold.merge(input.getLong(0), input.getBinary(1));
    }
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
