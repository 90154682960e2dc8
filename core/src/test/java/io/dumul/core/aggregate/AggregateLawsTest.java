package io.dumul.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The laws of {@link Aggregate}, once for all kinds, and {@link Recount} which defines each. */
class AggregateLawsTest {

  @Seeds
  void anySplitOfAnyOrderIsTheRecount(long seed, Random random) {
    for (Cases.Case each : Cases.ALL) {
      List<Observation> events = Cases.draw(random, each.type());
      anySplit(each, each.aggregate(), events, random);
    }
  }

  @Seeds(100)
  void mergeIsAssociativeAndCommutativeWithEmptyAsIdentity(long seed, Random random) {
    for (Cases.Case each : Cases.ALL) {
      laws(each, each.aggregate(), random);
    }
  }

  @Seeds(100)
  void presentAndEncodeAndMergeLeaveTheirArgumentsAsTheyAre(long seed, Random random) {
    for (Cases.Case each : Cases.ALL) {
      leftAsTheyAre(each, each.aggregate(), random);
    }
  }

  private static <S> void anySplit(
      Cases.Case each, Aggregate<S> aggregate, List<Observation> events, Random random) {
    S straight = fold(aggregate, events);
    List<Observation> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);
    S merged = mergeAll(aggregate, parts(aggregate, shuffled, random), random);
    same(each, aggregate, merged, straight);
    if (!each.spec().kind().equals("distinct")) {
      assertThat(aggregate.present(merged).value().toString())
          .as("%s", each)
          .isEqualTo(recount(each, events));
    }
  }

  private static String recount(Cases.Case each, List<Observation> events) {
    return Recount.of(each.spec(), each.type() == ValueType.NUMBER, events).toString();
  }

  /** Folds pieces of any length, each perhaps through its bytes, some of them empty. */
  private static <S> List<S> parts(
      Aggregate<S> aggregate, List<Observation> events, Random random) {
    List<S> parts = new ArrayList<>();
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + random.nextInt(1 + events.size()));
      S part = fold(aggregate, events.subList(from, to));
      parts.add(random.nextBoolean() ? aggregate.decode(aggregate.encode(part)) : part);
      from = to;
    }
    parts.add(aggregate.empty());
    return parts;
  }

  /** Merges any two until one is left. */
  private static <S> S mergeAll(Aggregate<S> aggregate, List<S> parts, Random random) {
    while (parts.size() > 1) {
      S right = parts.remove(random.nextInt(parts.size()));
      int left = random.nextInt(parts.size());
      parts.set(left, aggregate.merge(parts.get(left), right));
    }
    return parts.get(0);
  }

  private static <S> void laws(Cases.Case each, Aggregate<S> aggregate, Random random) {
    List<Observation> a = Cases.draw(random, each.type());
    List<Observation> b = Cases.draw(random, each.type());
    List<Observation> c = Cases.draw(random, each.type());
    S left = aggregate.merge(merge(aggregate, a, b), fold(aggregate, c));
    S right = aggregate.merge(fold(aggregate, a), merge(aggregate, b, c));
    same(each, aggregate, left, right);
    same(each, aggregate, merge(aggregate, a, b), merge(aggregate, b, a));
    same(each, aggregate, merge(aggregate, a, List.of()), fold(aggregate, a));
    same(each, aggregate, merge(aggregate, List.of(), a), fold(aggregate, a));
    S oneByOne = aggregate.empty();
    for (Observation event : a) {
      oneByOne = aggregate.merge(oneByOne, fold(aggregate, List.of(event)));
    }
    same(each, aggregate, oneByOne, fold(aggregate, a));
  }

  private static <S> void leftAsTheyAre(Cases.Case each, Aggregate<S> aggregate, Random random) {
    S right = fold(aggregate, Cases.draw(random, each.type()));
    S before = aggregate.decode(aggregate.encode(right));
    S merged = aggregate.merge(fold(aggregate, Cases.draw(random, each.type())), right);
    S intoEmpty = aggregate.merge(aggregate.empty(), right);
    for (Observation event : Cases.draw(random, each.type())) {
      merged = aggregate.add(merged, event);
      intoEmpty = aggregate.add(intoEmpty, event);
    }
    same(each, aggregate, right, before);
  }

  private static <S> S fold(Aggregate<S> aggregate, List<Observation> events) {
    S state = aggregate.empty();
    for (Observation event : events) {
      state = aggregate.add(state, event);
    }
    return state;
  }

  private static <S> S merge(Aggregate<S> aggregate, List<Observation> a, List<Observation> b) {
    return aggregate.merge(fold(aggregate, a), fold(aggregate, b));
  }

  /** The same answer, bound and all; where it is exact also the same bytes. */
  private static <S> void same(Cases.Case each, Aggregate<S> aggregate, S found, S expected) {
    assertThat(aggregate.present(found).toString())
        .as("%s", each)
        .isEqualTo(aggregate.present(expected).toString());
    if (aggregate.exact()) {
      assertThat(aggregate.encode(found)).as("%s", each).isEqualTo(aggregate.encode(expected));
    }
  }
}
