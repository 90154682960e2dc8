package io.dumul.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ViewStore} keeps. */
public abstract class ViewStoreContract {
  private static final long CLICKS = 0x8000_0000_0000_0001L; // negative as a long
  private static final long SALES = 7;
  private static final long DAY = 86_400;
  private static final Entity STORE = new Entity("store", List.of("s1"));
  private static final Set<Long> BOTH = Set.of(CLICKS, SALES);

  protected ViewStore store;

  /** A store in which nothing is. */
  protected abstract ViewStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void nothingIsReadWhereNothingWasWritten() {
    EntityView view = read(STORE, 9);
    assertThat(view.entity()).isEqualTo(STORE);
    assertThat(view.batch()).isEmpty();
    assertThat(view.speed()).isEmpty();
  }

  @Test
  void anOlderIncrementNeverReplacesANewerOne() {
    Increment newer = increment(STORE, 3, 0, 5, "newer");
    store.writeSpeed(List.of(newer)).join();
    store.writeSpeed(List.of(increment(STORE, 3, 0, 4, "older"))).join();
    assertThat(speed(STORE)).containsExactly("3/0/0 newer");
  }

  @Test
  void orderWithinOneWriteDoesNotMatter() {
    List<Increment> versions =
        new ArrayList<>(
            IntStream.range(0, 20).mapToObj(v -> increment(STORE, 3, 0, v, "v" + v)).toList());
    Collections.shuffle(versions, new Random(1));
    store.writeSpeed(versions).join();
    assertThat(speed(STORE)).containsExactly("3/0/0 v19");
  }

  @Test
  void aNewGenerationReplacesAnOlderOneWhateverTheOffsets() {
    IncrementKey key = new IncrementKey(3, STORE, 0);
    long first = Increment.version(0, 1_000_000);
    long second = Increment.version(1, 0);
    store.writeSpeed(List.of(new Increment(key, 0, second, new byte[] {2}))).join();
    store.writeSpeed(List.of(new Increment(key, 0, first, new byte[] {1}))).join();
    List<Increment> found = read(STORE, 0).speed();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).generation()).isEqualTo(1);
    assertThat(found.get(0).partials()).containsExactly(2);
  }

  @Test
  void epochsDaysAndPartitionsStandBesideEachOther() {
    store
        .writeSpeed(
            List.of(
                new Increment(new IncrementKey(3, STORE, 0), 0, 1, bytes("a")),
                new Increment(new IncrementKey(3, STORE, 0), 1, 1, bytes("b")),
                new Increment(new IncrementKey(3, STORE, 1), 0, 1, bytes("c")),
                new Increment(new IncrementKey(4, STORE, 0), 0, 1, bytes("d")),
                new Increment(new IncrementKey(4, STORE, -1), 0, 1, bytes("e"))))
        .join();
    assertThat(speed(STORE))
        .containsExactlyInAnyOrder("3/0/0 a", "3/0/1 b", "3/1/0 c", "4/0/0 d", "4/-1/0 e");
  }

  @Test
  void readsOfManyRowsAtOnceGetEachItsOwn() {
    List<Entity> users =
        IntStream.range(0, 500).mapToObj(i -> new Entity("user", List.of("u" + i))).toList();
    store
        .writeSpeed(
            users.stream().map(user -> increment(user, 3, 0, 1, user.key().get(0))).toList())
        .join();
    Selection all = new Selection(BOTH, 0, DAY, 0);
    List<CompletableFuture<EntityView>> reads =
        users.stream().map(user -> store.read(user, all)).toList();
    for (int i = 0; i < users.size(); i++) {
      EntityView view = reads.get(i).join();
      assertThat(view.entity()).isEqualTo(users.get(i));
      assertThat(view.speed().stream().map(ViewStoreContract::text)).containsExactly("3/0/0 u" + i);
    }
  }

  @Test
  void aReaderGetsTheNewestCellAtOrBelowItsPublication() {
    write(2, cell(STORE, CLICKS, 0, "two"));
    write(5, cell(STORE, CLICKS, 0, "five"));
    assertThat(batch(STORE, 0)).isEmpty();
    assertThat(batch(STORE, 1)).isEmpty();
    assertThat(batch(STORE, 2)).containsExactly(Map.entry(new Slot(CLICKS, 0), "two"));
    assertThat(batch(STORE, 4)).containsExactly(Map.entry(new Slot(CLICKS, 0), "two"));
    assertThat(batch(STORE, 5)).containsExactly(Map.entry(new Slot(CLICKS, 0), "five"));
    assertThat(batch(STORE, Long.MAX_VALUE - 1)).hasSize(1);
  }

  @Test
  void anOlderPublicationWrittenLateHidesNothing() {
    write(5, cell(STORE, CLICKS, 0, "five"));
    write(2, cell(STORE, CLICKS, 0, "two"));
    assertThat(batch(STORE, 9)).containsValue("five");
    assertThat(batch(STORE, 4)).containsValue("two");
  }

  @Test
  void anEmptyStateSaysThatTheValueVanished() {
    write(2, cell(STORE, CLICKS, 0, "two"), cell(STORE, SALES, 0, "stays"));
    write(3, cell(STORE, CLICKS, 0, ""));
    write(4, cell(STORE, CLICKS, 0, "back"));
    assertThat(batch(STORE, 2)).hasSize(2);
    assertThat(batch(STORE, 3)).containsExactly(Map.entry(new Slot(SALES, 0), "stays"));
    assertThat(batch(STORE, 4)).hasSize(2);
  }

  @Test
  void writingAgainChangesNothing() {
    for (int i = 0; i < 3; i++) {
      assertThat(write(2, cell(STORE, CLICKS, 0, "two"), cell(STORE, SALES, DAY, "x")))
          .isEqualTo(2);
    }
    assertThat(batch(STORE, 2)).hasSize(2);
  }

  /** One publication has written some of its cells, the next one some others: none is seen yet. */
  @Test
  void publicationsHalfWayAreInvisible() {
    write(1, cell(STORE, CLICKS, 0, "old"), cell(STORE, CLICKS, DAY, "old"));
    write(2, cell(STORE, CLICKS, 0, "half"));
    write(3, cell(STORE, CLICKS, DAY, "other half"));
    assertThat(batch(STORE, 1).values()).containsExactly("old", "old");
  }

  @Test
  void onlyTheSelectionIsRead() {
    write(
        1,
        cell(STORE, CLICKS, -DAY, "before 1970"),
        cell(STORE, CLICKS, 0, "first"),
        cell(STORE, CLICKS, DAY, "second"),
        cell(STORE, CLICKS, 2 * DAY, "end"),
        cell(STORE, SALES, 0, "another"));
    assertThat(read(STORE, new Selection(Set.of(CLICKS), 0, 2 * DAY, 1)).batch())
        .containsOnlyKeys(new Slot(CLICKS, 0), new Slot(CLICKS, DAY));
    assertThat(read(STORE, new Selection(Set.of(CLICKS), -DAY, DAY, 1)).batch())
        .containsOnlyKeys(new Slot(CLICKS, -DAY), new Slot(CLICKS, 0));
    assertThat(read(STORE, new Selection(BOTH, 0, DAY, 1)).batch())
        .containsOnlyKeys(new Slot(CLICKS, 0), new Slot(SALES, 0));
    assertThat(read(STORE, new Selection(Set.of(), 0, DAY, 1)).batch()).isEmpty();
  }

  @Test
  void entitiesThatLookAlikeAreApart() {
    List<Entity> alike =
        List.of(
            new Entity("a", List.of()),
            new Entity("a", List.of("")),
            new Entity("a", List.of("", "")),
            new Entity("a", List.of("b", "c")),
            new Entity("a", List.of("bc")),
            new Entity("ab", List.of("c")),
            new Entity("a", List.of("b|c")),
            new Entity("a", List.of("\u0000")),
            new Entity("가게", List.of("두물 \uD83C\uDF5C")));
    alike.forEach(entity -> write(1, cell(entity, CLICKS, 0, entity.toString())));
    for (Entity entity : alike) {
      store.writeSpeed(List.of(increment(entity, 0, 0, 1, entity.toString()))).join();
    }
    for (Entity entity : alike) {
      assertThat(batch(entity, 1)).containsValue(entity.toString());
      assertThat(speed(entity)).containsExactly("0/0/0 " + entity);
    }
    assertThat(scan(0)).extracting(found -> found.key().entity()).hasSameElementsAs(alike);
  }

  @Test
  void aBigPublicationIsCountedAndReadWhole() {
    int rows = 3_000;
    assertThat(
            store.writeBatch(
                1,
                IntStream.range(0, rows)
                    .boxed()
                    .flatMap(i -> IntStream.range(0, 2).mapToObj(m -> big(i, m)))
                    .iterator()))
        .isEqualTo(2L * rows);
    for (int i = 0; i < rows; i += 499) {
      assertThat(batch(new Entity("user", List.of("u" + i)), 1)).hasSize(2);
    }
  }

  private static BatchCell big(int row, int metric) {
    return cell(new Entity("user", List.of("u" + row)), metric, 0, "x".repeat(50));
  }

  private EntityView read(Entity entity, long publication) {
    return read(
        entity, new Selection(Set.of(CLICKS, SALES, 0L, 1L), -9 * DAY, 9 * DAY, publication));
  }

  @Test
  void aScanGivesTheNewestOfEachKeyAndPartitionOfOneEpoch() {
    Entity other = new Entity("user", List.of("u", "1"));
    store
        .writeSpeed(
            List.of(
                increment(STORE, 2, 0, 1, "before"),
                increment(STORE, 3, 0, 1, "old"),
                increment(STORE, 3, 0, 2, "new"),
                increment(STORE, 3, 1, 1, "one"),
                increment(other, 3, 0, 9, "other"),
                increment(STORE, 4, 0, 1, "after")))
        .join();
    write(1, cell(STORE, CLICKS, 0, "no increment"));
    assertThat(scan(3))
        .extracting(ViewStoreContract::text)
        .containsExactlyInAnyOrder("3/0/0 new", "3/0/1 one", "3/0/0 other");
    assertThat(scan(5)).isEmpty();
  }

  @Test
  void aScanGivesTheIncrementsAsTheyWereWritten() {
    Increment written =
        new Increment(new IncrementKey(3, STORE, 20_000), 7, 99, new byte[] {0, -1});
    store.writeSpeed(List.of(written)).join();
    Increment found = scan(3).get(0);
    assertThat(found).usingRecursiveComparison().isEqualTo(written);
  }

  @Test
  void theSharesOfAScanHoldEveryIncrementOnce() {
    List<Increment> written =
        IntStream.range(0, 300)
            .mapToObj(i -> increment(new Entity("user", List.of("u" + i)), 3, 0, 1, "u" + i))
            .toList();
    store.writeSpeed(written).join();
    for (int shares : new int[] {1, 3, 7, 256}) {
      List<String> found = new ArrayList<>();
      for (int share = 0; share < shares; share++) {
        store.scanSpeed(3, share, shares, increment -> found.add(text(increment)));
      }
      assertThat(found)
          .as("%d shares", shares)
          .containsExactlyInAnyOrderElementsOf(
              written.stream().map(ViewStoreContract::text).toList());
    }
    List<Increment> tenth = new ArrayList<>();
    store.scanSpeed(3, 0, 10, tenth::add);
    assertThat(tenth).hasSizeBetween(5, 80);
  }

  @Test
  void expiryTakesWhatIsThroughAndMayBeRepeated() {
    write(1, cell(STORE, CLICKS, 0, "batch stays"));
    for (long epoch = 0; epoch < 5; epoch++) {
      store
          .writeSpeed(
              List.of(increment(STORE, epoch, 0, 1, "e"), increment(STORE, epoch, 1, 1, "e")))
          .join();
    }
    assertThat(store.expireSpeed(-1)).isZero();
    assertThat(store.expireSpeed(2)).isEqualTo(6);
    assertThat(store.expireSpeed(2)).isZero();
    assertThat(speed(STORE)).containsExactlyInAnyOrder("3/0/0 e", "3/0/1 e", "4/0/0 e", "4/0/1 e");
    assertThat(batch(STORE, 1)).hasSize(1);
    assertThat(store.expireSpeed(9)).isEqualTo(4);
    assertThat(speed(STORE)).isEmpty();
  }

  /** A store may not take its clock for a version: these are far behind and far ahead of any. */
  @Test
  void expiryTakesVersionsOfAnyGeneration() {
    IncrementKey key = new IncrementKey(1, STORE, 0);
    store
        .writeSpeed(
            List.of(
                new Increment(key, 0, Increment.version(0, 1), bytes("first")),
                new Increment(key, 1, Increment.version(9, 1), bytes("ninth"))))
        .join();
    assertThat(store.expireSpeed(1)).isEqualTo(2);
    assertThat(speed(STORE)).isEmpty();
    store
        .writeSpeed(List.of(new Increment(key, 0, Increment.version(1, 0), bytes("again"))))
        .join();
    assertThat(speed(STORE)).containsExactly("1/0/0 again");
  }

  @Test
  void anIncrementOfAnEpochThatIsNotExpiredIsWrittenAfterAnExpiry() {
    store.writeSpeed(List.of(increment(STORE, 1, 0, 1, "gone"))).join();
    store.expireSpeed(1);
    store.writeSpeed(List.of(increment(STORE, 2, 0, 1, "new"))).join();
    assertThat(speed(STORE)).containsExactly("2/0/0 new");
  }

  /** Draws writes in any order, again and again, and reads against a list of all of them. */
  @Seeds(10)
  void readsAreWhatAListOfAllWritesSays(long seed, Random random) {
    List<Increment> increments = new ArrayList<>();
    Map<Long, List<BatchCell>> cells = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      if (random.nextBoolean()) {
        long version = 1 + increments.size() * 7L % 31; // one text for each version
        Increment drawn =
            increment(
                new Entity("e" + seed, List.of("" + random.nextInt(2))),
                random.nextInt(3),
                random.nextInt(2),
                version,
                "v" + version);
        increments.add(drawn);
        store.writeSpeed(List.of(drawn)).join();
      } else {
        long publication = 1L + random.nextInt(5);
        BatchCell drawn =
            cell(
                new Entity("e" + seed, List.of("" + random.nextInt(2))),
                random.nextBoolean() ? CLICKS : SALES,
                random.nextInt(2) * DAY,
                random.nextInt(3) == 0 ? "" : "c" + i);
        List<BatchCell> own = cells.computeIfAbsent(publication, p -> new ArrayList<>());
        own.removeIf(old -> old.entity().equals(drawn.entity()) && old.slot().equals(drawn.slot()));
        own.add(drawn);
        write(publication, drawn);
      }
    }
    for (int key = 0; key < 2; key++) {
      Entity entity = new Entity("e" + seed, List.of("" + key));
      assertThat(new TreeSet<>(speed(entity))).isEqualTo(naiveSpeed(entity, increments));
      for (long publication = 0; publication < 7; publication++) {
        assertThat(batch(entity, publication)).isEqualTo(naiveBatch(entity, publication, cells));
      }
    }
  }

  private static Set<String> naiveSpeed(Entity entity, List<Increment> increments) {
    Map<String, Increment> newest = new HashMap<>();
    for (Increment increment : increments) {
      String place = increment.key() + " " + increment.partition();
      Increment old = newest.get(place);
      if (increment.key().entity().equals(entity)
          && (old == null || old.version() < increment.version())) {
        newest.put(place, increment);
      }
    }
    return newest.values().stream()
        .map(ViewStoreContract::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<Slot, String> naiveBatch(
      Entity entity, long publication, Map<Long, List<BatchCell>> cells) {
    Map<Slot, String> states = new TreeMap<>();
    for (long number = 1; number <= publication; number++) {
      for (BatchCell cell : cells.getOrDefault(number, List.of())) {
        if (cell.entity().equals(entity)) {
          states.put(cell.slot(), new String(cell.state(), StandardCharsets.UTF_8));
        }
      }
    }
    states.values().removeIf(String::isEmpty);
    return states;
  }

  private EntityView read(Entity entity, Selection selection) {
    return store.read(entity, selection).join();
  }

  private Map<Slot, String> batch(Entity entity, long publication) {
    return read(entity, publication).batch().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> utf8(entry.getValue()), (a, b) -> a, TreeMap::new));
  }

  private List<String> speed(Entity entity) {
    return read(entity, 0).speed().stream().map(ViewStoreContract::text).toList();
  }

  private List<Increment> scan(long epoch) {
    List<Increment> found = new ArrayList<>();
    store.scanSpeed(epoch, found::add);
    return found;
  }

  private long write(long publication, BatchCell... cells) {
    return store.writeBatch(publication, List.of(cells).iterator());
  }

  private static BatchCell cell(Entity entity, long metric, long bucket, String state) {
    return new BatchCell(entity, new Slot(metric, bucket), bytes(state));
  }

  private static Increment increment(
      Entity entity, long epoch, int partition, long version, String partials) {
    return new Increment(new IncrementKey(epoch, entity, 0), partition, version, bytes(partials));
  }

  private static String text(Increment increment) {
    IncrementKey key = increment.key();
    return key.epoch()
        + "/"
        + key.day()
        + "/"
        + increment.partition()
        + " "
        + utf8(increment.partials());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
