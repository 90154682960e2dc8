package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import io.dumul.core.edge.Mutation.Op;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rankings, against a recount that sorts everything. */
class RankingTest {
  private static final EdgeTable LIKES =
      Objects.requireNonNull(Histories.DEFINITIONS.table("test", "likes"));

  private final MemoryCells cells = new MemoryCells();
  private final Map<EdgeKey, Mutation> last = new HashMap<>();
  private final EdgeQueries queries = new EdgeQueries(LIKES, cells);

  /** Few things are liked by most, in three partitions; some likes are taken back. */
  private void draw(Random random, int things, int likes) {
    List<EdgeFold> folds = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      folds.add(new EdgeFold(partition, cells.cells()));
    }
    for (int i = 0; i < likes; i++) {
      long source = random.nextInt(60);
      String target = "t" + (int) (things * Math.pow(random.nextDouble(), 3));
      boolean gone = random.nextInt(5) == 0;
      Mutation mutation =
          new Mutation(
              gone ? Op.DELETE : Op.INSERT,
              i,
              "e" + i,
              null,
              source,
              target,
              gone
                  ? Map.of()
                  : Map.of("at", (long) random.nextInt(400) - 50, "mood", "m" + random.nextInt(3)));
      folds.get((int) (source % 3)).fold(LIKES, mutation, i, Instant.EPOCH);
      last.put(EdgeKey.of(LIKES, mutation), mutation);
    }
  }

  private interface Weight {
    long of(Mutation mutation);
  }

  private List<Top.Ranked> naive(Weight weight, int limit) {
    Map<Object, Long> sums = new HashMap<>();
    last.forEach(
        (key, mutation) -> {
          if (mutation.op() == Op.INSERT) {
            sums.merge(Objects.requireNonNull(key.second()), weight.of(mutation), Long::sum);
          }
        });
    return sums.entrySet().stream()
        .filter(one -> one.getValue() > 0)
        .map(one -> new Top.Ranked(one.getKey(), one.getValue()))
        .sorted(
            Comparator.comparingLong(Top.Ranked::value)
                .reversed()
                .thenComparing(one -> one.key().toString()))
        .limit(limit)
        .toList();
  }

  private static List<Long> values(List<Top.Ranked> ranked) {
    return ranked.stream().map(Top.Ranked::value).toList();
  }

  private static long mood(Mutation mutation, String mood) {
    return mood.equals(mutation.properties().get("mood")) ? 1 : 0;
  }

  @Seeds
  void theFirstOnesAreThoseOfARecount(long seed, Random random) {
    draw(random, 1 + random.nextInt(60), random.nextInt(400));
    int limit = 1 + random.nextInt(8);
    Top all = queries.top("everything", null, Direction.IN, null, limit).join();
    assertThat(values(all.items())).isEqualTo(values(naive(one -> 1, limit)));
    assertThat(all.exact()).isTrue();
    Top moody = queries.top("by_mood", null, Direction.IN, "mood:eq:m1", limit).join();
    assertThat(values(moody.items())).isEqualTo(values(naive(one -> mood(one, "m1"), limit)));
    Top two = queries.top("by_mood", null, Direction.IN, "mood:bt:m0,m1", limit).join();
    assertThat(values(two.items()))
        .isEqualTo(values(naive(one -> mood(one, "m0") + mood(one, "m1"), limit)));
    Top sums = queries.top("sums", null, Direction.IN, "mood:eq:m2", limit).join();
    List<Long> positive = values(sums.items()).stream().filter(value -> value > 0).toList();
    assertThat(positive)
        .isEqualTo(
            values(
                naive(
                    one -> mood(one, "m2") * (Long) one.properties().getOrDefault("at", 0L),
                    limit)));
  }

  @Seeds
  void oneNodesValuesAreRankedToo(long seed, Random random) {
    draw(random, 5, 200);
    for (String target : List.of("t0", "t3")) {
      Map<String, Long> counts = new HashMap<>();
      last.forEach(
          (key, mutation) -> {
            if (mutation.op() == Op.INSERT && target.equals(key.second())) {
              counts.merge((String) mutation.properties().get("mood"), 1L, Long::sum);
            }
          });
      Top top = queries.top("by_mood", target, Direction.IN, null, 10).join();
      Map<String, Long> found = new HashMap<>();
      top.items().forEach(one -> found.put((String) one.key(), one.value()));
      assertThat(found).isEqualTo(counts);
      assertThat(values(top.items())).isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void aNodeMovesAFewTimesOnItsWayUp() {
    long moves = 0;
    for (long share = 1; share <= 1_000_000; share++) {
      assertThat(Ranks.floor(share)).isLessThanOrEqualTo(share);
      assertThat(Ranks.most(Ranks.floor(share))).isGreaterThanOrEqualTo(share);
      moves += Ranks.floor(share) != Ranks.floor(Math.max(1, share - 1)) ? 1 : 0;
    }
    assertThat(moves).isLessThan(160);
    assertThat(Ranks.most(Ranks.floor(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsNotRankedIsRefused() {
    assertThatThrownBy(() -> queries.top("sums", null, Direction.OUT, "mood:eq:m1", 3))
        .isInstanceOf(WrongRequestException.class);
    assertThatThrownBy(() -> queries.top("by_mood", null, Direction.IN, null, 3))
        .isInstanceOf(WrongRequestException.class);
    assertThatThrownBy(() -> queries.top("by_mood", null, Direction.IN, "mood:eq:m1", 101))
        .isInstanceOf(WrongRequestException.class);
  }
}
