package io.dumul.batch.functions;

import java.io.Serializable;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** An aggregate function whose result is the state of one metric; what it takes in is its own. */
abstract class StateFunction implements AggregateFunction<Serializable, byte[]> {
  private static final long serialVersionUID = 1L;

  private final ShippedDefinitions definitions;

  StateFunction(ShippedDefinitions definitions) {
    this.definitions = definitions;
  }

  /** The state, which Spark hands over as an object or, between executors, as bytes. */
  final FoldState state(Serializable state) {
    return FoldState.of(state, definitions);
  }

  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  @Override
  public String canonicalName() {
    return "dumul." + name();
  }

  @Override
  public Serializable newAggregationState() {
    return new FoldState(definitions);
  }

  @Override
  public Serializable merge(Serializable left, Serializable right) {
    FoldState fold = state(left);
    fold.merge(state(right));
    return fold;
  }

  @Override
  public byte @Nullable [] produceResult(Serializable state) {
    return state(state).encode();
  }
}
