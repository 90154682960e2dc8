package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * Quantiles of a number field as doubles, by an Apache DataSketches KLL sketch: for each rank the
 * smallest value at or below which that part of the values lies (as nearest rank; values are never
 * interpolated). Presented as {@code {"0.5": .., "0.9": ..}}, JSON null of no events.
 *
 * <p>The bound says by how much the rank of an answer may be off, at 99 % confidence, and between
 * which values each quantile therefore is: {@code {"rank-error": .., "confidence": 0.99, "ranks":
 * {"0.5": {"lower": .., "upper": ..}}}}. Up to k values, and a little more, the answer is exact and
 * the error 0.
 *
 * @param ranks as the definition writes them, each between 0 and 1
 * @param k the size of the sketch; 200 keeps the rank error below 1.4 %
 */
record Quantiles(List<String> ranks, int k) implements Aggregate<KllDoublesSketch> {
  private static final byte VERSION = 1;

  static {
    SketchMemory.prepare();
  }

  Quantiles {
    ranks = List.copyOf(ranks);
  }

  @Override
  public KllDoublesSketch empty() {
    return KllDoublesSketch.newHeapInstance(k);
  }

  @Override
  public KllDoublesSketch add(KllDoublesSketch state, Observation observation) {
    state.update(Decimals.of(observation).doubleValue());
    return state;
  }

  @Override
  public KllDoublesSketch merge(KllDoublesSketch left, KllDoublesSketch right) {
    left.merge(right);
    return left;
  }

  @Override
  public Presented present(KllDoublesSketch state) {
    if (state.isEmpty()) {
      return new Presented(NullNode.getInstance(), null);
    }
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (String rank : ranks) {
      double r = Double.parseDouble(rank);
      values.put(rank, state.getQuantile(r, QuantileSearchCriteria.INCLUSIVE));
    }
    return new Presented(values, bound(state));
  }

  private ObjectNode bound(KllDoublesSketch state) {
    boolean estimated = state.isEstimationMode();
    ObjectNode bound = JsonNodeFactory.instance.objectNode();
    bound.put("rank-error", estimated ? state.getNormalizedRankError(false) : 0);
    bound.put("confidence", estimated ? 0.99 : 1);
    ObjectNode each = bound.putObject("ranks");
    for (String rank : ranks) {
      double r = Double.parseDouble(rank);
      double exact = state.getQuantile(r, QuantileSearchCriteria.INCLUSIVE);
      each.putObject(rank)
          .put("lower", estimated ? state.getQuantileLowerBound(r) : exact)
          .put("upper", estimated ? state.getQuantileUpperBound(r) : exact);
    }
    return bound;
  }

  @Override
  public byte[] encode(KllDoublesSketch state) {
    return Framed.encode(VERSION, state.toByteArray());
  }

  @Override
  public KllDoublesSketch decode(byte[] bytes) {
    KllDoublesSketch state = KllDoublesSketch.heapify(Memory.wrap(Framed.decode(VERSION, bytes)));
    if (state.getK() != k) {
      throw new IllegalArgumentException("k: " + state.getK() + " (expected: " + k + ")");
    }
    return state;
  }

  @Override
  public boolean exact() {
    return false;
  }
}
