package io.dumul.core.aggregate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The last k values in event time, newest first, as {@code [{"value":..,"time":..}]}; equal times
 * are decided as in {@link Edge}.
 *
 * @param k how many are kept
 * @param type how values are presented
 */
record LastK(int k, ValueType type) implements Aggregate<List<Observation>> {
  private static final byte VERSION = 1;
  private static final Comparator<Observation> NEWEST_FIRST = Moments.ORDER.reversed();

  @Override
  public List<Observation> empty() {
    return new ArrayList<>();
  }

  @Override
  public List<Observation> add(List<Observation> state, Observation observation) {
    type.check(observation.field());
    return keep(state, observation);
  }

  private List<Observation> keep(List<Observation> state, Observation observation) {
    int found = Collections.binarySearch(state, observation, NEWEST_FIRST);
    int place = found < 0 ? -found - 1 : found;
    if (place < k) {
      state.add(place, observation);
      if (state.size() > k) {
        state.remove(k);
      }
    }
    return state;
  }

  @Override
  public List<Observation> merge(List<Observation> left, List<Observation> right) {
    right.forEach(observation -> keep(left, observation));
    return left;
  }

  @Override
  public Presented present(List<Observation> state) {
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    for (Observation moment : state) {
      ObjectNode each = values.addObject();
      each.set("value", type.json(moment.field()));
      each.put("time", moment.time().toString());
    }
    return new Presented(values, null);
  }

  @Override
  public byte[] encode(List<Observation> state) {
    StateWriter out = new StateWriter(VERSION);
    state.forEach(moment -> Moments.write(out, moment));
    return out.done();
  }

  @Override
  public List<Observation> decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, VERSION);
    List<Observation> state = empty();
    while (in.remaining() > 0) {
      state.add(Moments.read(in));
    }
    if (state.size() > k) {
      throw new IllegalArgumentException("state: " + state.size() + " (expected: <= " + k + ")");
    }
    return state;
  }

  @Override
  public boolean exact() {
    return true;
  }
}
