package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.frequencies.ItemsSketch.Row;
import org.apache.datasketches.memory.Memory;

/**
 * The k values that occur most often, by an Apache DataSketches frequent-items sketch: {@code
 * [{"item": .., "count": .., "lower": .., "upper": ..}]}, largest count first, equal counts in the
 * order of their items as text.
 *
 * <p>The bound {@code {"error": n, "confidence": 1}} says that no count, of values shown or left
 * out, is off by more than n, with certainty. It is 0, and the answer exact, as long as there are
 * no more than 3/4 of capacity different values.
 *
 * @param k how many are shown
 * @param capacity the sketch's size, a power of 2
 * @param type how items are presented; numbers that are equal are one item, whatever their scale
 */
record TopK(int k, int capacity, ValueType type) implements Aggregate<ItemsSketch<String>> {
  private static final byte VERSION = 1;
  private static final ArrayOfStringsSerDe ITEMS = new ArrayOfStringsSerDe();
  private static final Comparator<Row<String>> ORDER =
      Comparator.<Row<String>>comparingLong(Row::getEstimate)
          .reversed()
          .thenComparing(Row::getItem);

  static {
    SketchMemory.prepare();
  }

  @Override
  public ItemsSketch<String> empty() {
    return new ItemsSketch<>(capacity);
  }

  @Override
  public ItemsSketch<String> add(ItemsSketch<String> state, Observation observation) {
    state.update(type.canonical(observation.field()));
    return state;
  }

  @Override
  public ItemsSketch<String> merge(ItemsSketch<String> left, ItemsSketch<String> right) {
    return left.merge(right);
  }

  @Override
  public Presented present(ItemsSketch<String> state) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    rows(state).forEach(row -> present(row, items.addObject()));
    return new Presented(
        items,
        JsonNodeFactory.instance
            .objectNode()
            .put("error", state.getMaximumError())
            .put("confidence", 1.0));
  }

  private void present(Row<String> row, ObjectNode to) {
    to.set("item", type.json(row.getItem()));
    to.put("count", row.getEstimate());
    to.put("lower", row.getLowerBound()).put("upper", row.getUpperBound());
  }

  private Stream<Row<String>> rows(ItemsSketch<String> state) {
    return state.isEmpty()
        ? Stream.empty()
        : Arrays.stream(state.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
            .sorted(ORDER)
            .limit(k);
  }

  @Override
  public byte[] encode(ItemsSketch<String> state) {
    return Framed.encode(VERSION, state.toByteArray(ITEMS));
  }

  @Override
  public ItemsSketch<String> decode(byte[] bytes) {
    return ItemsSketch.getInstance(Memory.wrap(Framed.decode(VERSION, bytes)), ITEMS);
  }

  @Override
  public boolean exact() {
    return false;
  }
}
