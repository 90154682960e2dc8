package io.dumul.core.view;

import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.Metric;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The states of all metrics of one entity over some set of events: what an increment carries.
 * States are kept as objects while they are folded and become bytes once, when they are sent on.
 *
 * <p>Bytes: version 1, then for each slot in order: metric (8), bucket (8), length (4), the
 * aggregate's own bytes.
 */
public final class Partials {
  private static final byte VERSION = 1;

  private final TreeMap<Slot, Held<?>> states = new TreeMap<>();

  public void add(Contribution contribution) {
    Slot slot = new Slot(contribution.metric().id(), contribution.bucket());
    Held<?> held = states.get(slot);
    if (held == null) {
      held = Held.empty(contribution.metric().aggregate());
      states.put(slot, held);
    }
    held.add(contribution.observation());
  }

  public boolean isEmpty() {
    return states.isEmpty();
  }

  public byte[] encode() {
    List<byte[]> encoded = new ArrayList<>(states.size());
    for (Held<?> held : states.values()) {
      encoded.add(held.encode());
    }
    return encode(states.keySet(), encoded);
  }

  /** The bytes of states that are bytes already. */
  public static byte[] encode(Map<Slot, byte[]> states) {
    SortedMap<Slot, byte[]> sorted = new TreeMap<>(states);
    return encode(sorted.keySet(), sorted.values());
  }

  private static byte[] encode(Collection<Slot> slots, Collection<byte[]> states) {
    int size = 1;
    for (byte[] state : states) {
      size += 20 + state.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size).put(VERSION);
    Iterator<byte[]> state = states.iterator();
    for (Slot slot : slots) {
      byte[] bytes = state.next();
      out.putLong(slot.metric()).putLong(slot.bucket()).putInt(bytes.length).put(bytes);
    }
    return out.array();
  }

  /**
   * Reads {@link #encode()}'s bytes to fold on.
   *
   * @param metrics the metric of an id, or null for one that is not defined any more, whose state
   *     is left out
   */
  public static Partials decode(byte[] bytes, LongFunction<@Nullable Metric> metrics) {
    Partials partials = new Partials();
    split(bytes)
        .forEach(
            (slot, state) -> {
              Metric metric = metrics.apply(slot.metric());
              if (metric != null) {
                partials.states.put(slot, Held.decode(metric.aggregate(), state));
              }
            });
    return partials;
  }

  /**
   * Takes {@link #encode()}'s bytes apart without reading the states.
   *
   * @throws IllegalArgumentException when the bytes are of another version or damaged
   */
  public static SortedMap<Slot, byte[]> split(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new IllegalArgumentException(
          "partials: version "
              + (bytes.length == 0 ? "none" : bytes[0])
              + " (expected: "
              + VERSION
              + ")");
    }
    SortedMap<Slot, byte[]> states = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    while (in.hasRemaining()) {
      if (in.remaining() < 20) {
        throw new IllegalArgumentException(
            "partials: " + in.remaining() + " bytes at the end (expected: a slot of 20 or more)");
      }
      Slot slot = new Slot(in.getLong(), in.getLong());
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException(
            "partials: a state of " + length + " bytes (expected: <= " + in.remaining() + ")");
      }
      byte[] state = new byte[length];
      in.get(state);
      states.put(slot, state);
    }
    return states;
  }

  /** A state beside the aggregate that knows it. */
  private static final class Held<S> {
    private final Aggregate<S> aggregate;
    private S state;

    private Held(Aggregate<S> aggregate, S state) {
      this.aggregate = aggregate;
      this.state = state;
    }

    static <S> Held<S> empty(Aggregate<S> aggregate) {
      return new Held<>(aggregate, aggregate.empty());
    }

    static <S> Held<S> decode(Aggregate<S> aggregate, byte[] bytes) {
      return new Held<>(aggregate, aggregate.decode(bytes));
    }

    void add(Observation observation) {
      state = aggregate.add(state, observation);
    }

    byte[] encode() {
      return aggregate.encode(state);
    }
  }
}
