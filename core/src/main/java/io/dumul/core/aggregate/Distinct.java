package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import java.nio.charset.StandardCharsets;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * How many different values, estimated by an Apache DataSketches HLL (8 bits a register, 2^lgK
 * registers).
 *
 * <p>The registers are maxima and depend on the set of values alone. What depends on the order in
 * which a sketch saw them (the estimator HIP, the order of the first few values) is left out: the
 * estimate is the composite one and the bytes are brought into a canonical form ({@link HllBytes}),
 * so equal sets have equal answers and equal bytes, and speed and batch can be compared exactly.
 * The bound is that of the composite estimate at two standard deviations. Up to some hundreds of
 * values (k / 8 for lgK 12) the count is nearly always exact.
 *
 * @param lgK binary logarithm of the number of registers
 * @param type numbers that are equal count once, whatever their scale
 */
record Distinct(int lgK, ValueType type) implements Aggregate<Union> {
  private static final byte VERSION = 1;
  private static final int DEVIATIONS = 2;

  /** Stands for the empty string, which the sketch leaves out; no text in UTF-8 has this byte. */
  private static final byte[] EMPTY_STRING = {(byte) 0xff};

  static {
    SketchMemory.prepare();
  }

  @Override
  public Union empty() {
    return new Union(lgK);
  }

  @Override
  public Union add(Union state, Observation observation) {
    String value = type.canonical(observation.field());
    state.update(value.isEmpty() ? EMPTY_STRING : value.getBytes(StandardCharsets.UTF_8));
    return state;
  }

  @Override
  public Union merge(Union left, Union right) {
    left.update(right.getResult(TgtHllType.HLL_8));
    return left;
  }

  @Override
  public Presented present(Union state) {
    HllSketch sketch = HllSketch.heapify(canonical(state));
    JsonNode bound =
        JsonNodeFactory.instance
            .objectNode()
            .put("lower", Math.round(sketch.getLowerBound(DEVIATIONS)))
            .put("upper", Math.round(sketch.getUpperBound(DEVIATIONS)))
            .put("confidence", 0.95);
    return new Presented(LongNode.valueOf(Math.round(sketch.getCompositeEstimate())), bound);
  }

  @Override
  public byte[] encode(Union state) {
    return Framed.encode(VERSION, canonical(state));
  }

  @Override
  public Union decode(byte[] bytes) {
    HllSketch sketch = HllSketch.heapify(Framed.decode(VERSION, bytes));
    if (sketch.getLgConfigK() != lgK) {
      throw new IllegalArgumentException(
          "lg-k: " + sketch.getLgConfigK() + " (expected: " + lgK + ")");
    }
    Union state = empty();
    state.update(sketch);
    return state;
  }

  @Override
  public boolean exact() {
    return true;
  }

  private static byte[] canonical(Union state) {
    return HllBytes.canonical(state.getResult(TgtHllType.HLL_8).toCompactByteArray());
  }
}
