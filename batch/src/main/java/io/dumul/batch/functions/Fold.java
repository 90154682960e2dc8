package io.dumul.batch.functions;

import io.dumul.core.aggregate.Observation;
import java.io.Serializable;
import java.time.Instant;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code fold(metric_id, value, time, subject, id)}: the state of a metric over observations. */
final class Fold extends StateFunction {
  private static final long serialVersionUID = 1L;

  Fold(ShippedDefinitions definitions) {
    super(definitions);
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
  public String name() {
    return "fold";
  }

  @Override
  public Serializable update(Serializable state, InternalRow input) {
    FoldState fold = state(state);
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
}
