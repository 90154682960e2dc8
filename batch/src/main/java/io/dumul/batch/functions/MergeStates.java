package io.dumul.batch.functions;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code merge(metric_id, state)}: several states of a metric as one. */
final class MergeStates extends StateFunction {
  private static final long serialVersionUID = 1L;

  MergeStates(ShippedDefinitions definitions) {
    super(definitions);
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.LongType, DataTypes.BinaryType};
  }

  @Override
  public String name() {
    return "merge";
  }

  @Override
  public Serializable update(Serializable state, InternalRow input) {
    FoldState fold = state(state);
    if (!input.isNullAt(1)) {
      fold.merge(input.getLong(0), input.getBinary(1));
    }
    return fold;
  }
}
