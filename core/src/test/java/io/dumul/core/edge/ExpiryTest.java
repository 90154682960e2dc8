package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dumul.core.Seeds;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.TableDocument;
import io.dumul.core.edge.Mutation.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Groups that are over some time after their last write, against a recount that keeps a diary.
 * Writes of a partition count as long as it has a share.
 */
class ExpiryTest {
  private static final String DAY =
      "\"bucket\": {\"name\": \"day\", \"unit\": \"MILLISECOND\", \"timezone\": \"+00:00\", \"format\": \"yyyyMMdd\"}";

  private static EdgeTable table(String more) {
    return TableDocument.read(
        """
        {"database": "test", "table": "likes", "created": "00000000000000aa",
         "schema": {"type": "EDGE", "source": {"type": "LONG"}, "target": {"type": "STRING"}, "direction": "BOTH",
          "properties": [{"name": "at", "type": "LONG"}, {"name": "mood", "type": "STRING", "nullable": true}],
          "groups": [{"group": "moods", "type": "COUNT", "fields": [{"name": "mood"}], "ranked": true%s},
           {"group": "days", "type": "COUNT", "fields": [{"name": "at", %s}]},
           {"group": "ever", "type": "COUNT", "fields": [{"name": "at", %s}], "expire-after": "never"}]}}
        """
            .formatted(more, DAY, DAY));
  }

  private static @Nullable Duration expiry(EdgeTable table, String group) {
    return Objects.requireNonNull(table.group(group)).expiry();
  }

  @Test
  void groupsInBucketsOfTimeExpireByThemselves() {
    EdgeTable table = table("");
    assertThat(expiry(table, "days")).isEqualTo(Duration.ofDays(8));
    assertThat(expiry(table, "moods")).isNull();
    assertThat(expiry(table, "ever")).isNull();
    assertThat(expiry(table(", \"expire-after\": \"PT1H\""), "moods"))
        .isEqualTo(Duration.ofHours(1));
    for (String wrong : List.of("P0D", "-P1D", "8", "8 days")) {
      assertThatThrownBy(() -> table(", \"expire-after\": \"" + wrong + "\""))
          .isInstanceOf(DefinitionException.class);
    }
  }

  @Seeds
  void aSumIsWholeUntilItIsOverAndWholeAgainWhenItIsWritten(long seed, Random random) {
    EdgeTable table = table(", \"expire-after\": \"PT1H\"");
    MemoryCells cells = new MemoryCells();
    Map<String, String> moods = new HashMap<>();
    Map<String, Long> diary = new HashMap<>();
    List<EdgeFold> folds = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      folds.add(new EdgeFold(partition, cells.cells()));
    }
    long time = 1_000_000;
    for (int i = 0; i < 60; i++) {
      time += random.nextInt(3_600_000);
      long source = random.nextInt(6);
      String target = "t" + random.nextInt(2);
      String mood = random.nextInt(3) == 0 ? null : "m" + random.nextInt(2);
      Mutation one =
          new Mutation(
              mood == null ? Op.DELETE : Op.INSERT,
              i,
              "e" + i,
              null,
              source,
              target,
              mood == null ? Map.of() : Map.of("at", 0L, "mood", mood));
      folds.get((int) source % 3).fold(table, one, i, Instant.ofEpochMilli(time));
      String before =
          mood == null ? moods.remove(source + target) : moods.put(source + target, mood);
      if (!Objects.equals(before, mood)) {
        diary.put(source % 3 + target + before, time);
        diary.put(source % 3 + target + mood, time);
      }
      long now = time + random.nextInt(5_400_000);
      EdgeQueries queries = new EdgeQueries(table, cells, () -> Instant.ofEpochMilli(now));
      for (String asked : List.of("m0", "m1")) {
        long expected = expected(moods, diary, "t0", asked, now);
        String ranges = "mood:eq:" + asked;
        assertThat(queries.agg("moods", List.of("t0"), Direction.IN, ranges).join())
            .containsValue(expected);
        long first = Math.max(expected, expected(moods, diary, "t1", asked, now));
        Top top = queries.top("moods", null, Direction.IN, ranges, 1).join();
        assertThat(top.exact()).isTrue();
        assertThat(top.items().stream().mapToLong(Top.Ranked::value).sum()).isEqualTo(first);
      }
    }
  }

  private static long expected(
      Map<String, String> moods, Map<String, Long> diary, String target, String mood, long now) {
    List<String> live =
        moods.entrySet().stream()
            .filter(one -> one.getKey().endsWith(target) && one.getValue().equals(mood))
            .map(Map.Entry::getKey)
            .toList();
    long newest =
        live.stream()
            .map(edge -> Long.parseLong(edge.substring(0, 1)) % 3)
            .mapToLong(partition -> diary.getOrDefault(partition + target + mood, 0L))
            .max()
            .orElse(0);
    return now - newest > 3_600_000 ? 0 : live.size();
  }
}
