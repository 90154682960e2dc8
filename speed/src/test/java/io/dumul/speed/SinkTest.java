package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.view.Attempt;
import io.dumul.core.view.BatchCell;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.InMemoryControl;
import io.dumul.core.view.InMemoryViewStore;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Partials;
import io.dumul.core.view.Selection;
import io.dumul.core.view.SpeedProgress;
import io.dumul.core.view.ViewStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class SinkTest {
  private static Broker broker;

  private final Wipeable store = new Wipeable();
  private InMemoryControl control = new InMemoryControl();
  private Runnable beforeReport = () -> {};
  private SinkTopic topic;
  private Sink sink;

  @BeforeAll
  static void start() throws Exception {
    broker = new Broker();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void open() throws Exception {
    topic = new SinkTopic(broker);
    sink = sink();
  }

  @AfterEach
  void close() {
    topic.close();
  }

  private Sink sink() {
    Sink sink =
        new Sink(
            topic.consumer(),
            topic.name,
            1,
            store,
            new Control() {
              @Override
              public ControlState read() {
                return control.read();
              }

              @Override
              public Attempt begin(long atLeast, LongFunction<Attempt> attempt) {
                return control.begin(atLeast, attempt);
              }

              @Override
              public boolean publish(long expected, long number) {
                return control.publish(expected, number);
              }

              @Override
              public void report(SpeedProgress progress) {
                control.report(progress);
              }

              @Override
              public boolean reportAgain(SpeedProgress progress) {
                beforeReport.run();
                return control.reportAgain(progress);
              }

              @Override
              public void expire(long throughEpoch) {
                control.expire(throughEpoch);
              }

              @Override
              public void forget(long belowNumber) {
                control.forget(belowNumber);
              }

              @Override
              public void close() {}
            },
            SinkTopic.retry(),
            ReportGate.open(),
            new SpeedMetrics(new SimpleMeterRegistry()),
            System::nanoTime);
    sink.subscribe();
    return sink;
  }

  private void increment(String store, long epoch, byte @Nullable [] value) throws Exception {
    byte[] key = new IncrementKey(epoch, new Entity("store", List.of(store)), 1).encode();
    topic.send(key, value);
  }

  private static byte[] value(int n) {
    return Partials.encode(Map.of(new io.dumul.core.view.Slot(1, 86_400), new byte[] {(byte) n}));
  }

  private void progress(long offset, long droppedThrough) throws Exception {
    PartitionState state =
        new PartitionState(
            "t",
            new EpochReader(PartitionEpoch.START, 0, EpochReader.Knowledge.SURE),
            droppedThrough,
            new SpeedProgress(0, 1, 1, offset, Instant.EPOCH, 0, Map.of(), Map.of(1L, 0L), "hash"));
    topic.send(PartitionState.key(), state.encode());
  }

  private void carryTo(long offset) {
    while (reported() != offset) {
      sink.round(Duration.ofMillis(50));
    }
  }

  private long reported() {
    SpeedProgress progress = control.read().speed().get(0);
    return progress == null ? -1 : progress.offset();
  }

  private Map<String, Integer> view(long epoch) {
    Map<String, Integer> view = new HashMap<>();
    store.scanSpeed(
        epoch,
        increment ->
            view.put(
                increment.key().entity().keyText(),
                (int) Partials.split(increment.partials()).values().iterator().next()[0]));
    return view;
  }

  @Test
  void theNewestOfEachKeyIsCarried() throws Exception {
    increment("a", 0, value(1));
    increment("b", 0, value(2));
    increment("a", 0, value(3));
    increment("a", 1, value(4));
    progress(10, -1);
    carryTo(10);
    assertThat(view(0)).isEqualTo(Map.of("a", 3, "b", 2));
    assertThat(view(1)).isEqualTo(Map.of("a", 4));
  }

  @Test
  void aTombstoneTakesNothingAway() throws Exception {
    increment("a", 0, value(1));
    progress(1, -1);
    carryTo(1);
    increment("a", 0, null);
    progress(2, 0);
    carryTo(2);
    assertThat(view(0)).isEqualTo(Map.of("a", 1));
  }

  @Test
  void aFailingStoreIsTriedAgainBeforeAnythingIsReported() throws Exception {
    store.failures = 7;
    List<Long> reportedAtFailure = new ArrayList<>();
    store.onFailure = () -> reportedAtFailure.add(reported());
    increment("a", 0, value(1));
    progress(1, -1);
    carryTo(1);
    assertThat(reportedAtFailure).hasSize(7).containsOnly(-1L);
    assertThat(view(0)).isEqualTo(Map.of("a", 1));
  }

  @Test
  void aWipedStoreIsFilledAgain() throws Exception {
    increment("a", 0, value(1));
    progress(1, -1);
    carryTo(1);
    control = new InMemoryControl();
    store.wipe();
    increment("b", 0, value(2));
    progress(2, -1);
    carryTo(2);
    assertThat(view(0)).isEqualTo(Map.of("a", 1, "b", 2));
  }

  @Test
  void aStoreThatIsWipedBetweenReadingControlAndReportingIsFilledAgain() throws Exception {
    increment("a", 0, value(1));
    progress(1, -1);
    carryTo(1);
    beforeReport =
        () -> {
          beforeReport = () -> {};
          control = new InMemoryControl();
          store.wipe();
        };
    increment("b", 0, value(2));
    progress(2, -1);
    carryTo(2);
    assertThat(view(0)).isEqualTo(Map.of("a", 1, "b", 2));
  }

  @Test
  void aStoreThatWasWipedWhileTheSinkWasDownIsFilledAgain() throws Exception {
    increment("a", 0, value(1));
    progress(1, -1);
    carryTo(1);
    topic.closeConsumer();
    control = new InMemoryControl();
    store.wipe();
    sink = sink();
    carryTo(1);
    assertThat(view(0)).isEqualTo(Map.of("a", 1));
  }

  @Test
  void withoutAPublicationItSaysWhatLeftTheState() throws Exception {
    progress(1, 4);
    carryTo(1);
    assertThat(Objects.requireNonNull(control.read().speed().get(0)).since())
        .isEqualTo(Map.of(1L, 5L));
  }

  @Test
  void aNewGenerationIsNotReportedBeforeItHasComeToTheEnd() {
    ReportGate gate = ReportGate.until(Map.of(0, 100L));
    long second = 1_000_000_000L;
    assertThat(gate.opens(at(50), 0)).isFalse();
    assertThat(gate.opens(at(60), 40 * second)).isFalse();
    assertThat(gate.opens(at(60), 60 * second)).isFalse();
    assertThat(gate.opens(at(100), 61 * second)).isTrue();
    assertThat(gate.opens(at(101), 62 * second)).isTrue();
  }

  @Test
  void aGenerationThatComesNoFurtherIsReported() {
    ReportGate gate = ReportGate.until(Map.of(0, 100L));
    assertThat(gate.opens(at(99), 0)).isFalse();
    assertThat(gate.opens(at(99), 31_000_000_000L)).isTrue();
  }

  private static SpeedProgress at(long offset) {
    return new SpeedProgress(0, 1, 2, offset, Instant.EPOCH, 0, Map.of(), Map.of(), "hash");
  }

  /** A store that can be wiped and can fail. */
  private static final class Wipeable implements ViewStore {
    private InMemoryViewStore inner = new InMemoryViewStore();
    private int failures;
    private Runnable onFailure = () -> {};

    void wipe() {
      inner = new InMemoryViewStore();
    }

    @Override
    public CompletableFuture<Void> writeSpeed(List<Increment> increments) {
      if (failures > 0) {
        failures--;
        onFailure.run();
        return CompletableFuture.failedFuture(new IllegalStateException("away"));
      }
      return inner.writeSpeed(increments);
    }

    @Override
    public long writeBatch(long publication, Iterator<BatchCell> cells) {
      return inner.writeBatch(publication, cells);
    }

    @Override
    public CompletableFuture<EntityView> read(Entity entity, Selection selection) {
      return inner.read(entity, selection);
    }

    @Override
    public void scanSpeed(long epoch, Consumer<Increment> consumer) {
      inner.scanSpeed(epoch, consumer);
    }

    @Override
    public long expireSpeed(long throughEpoch) {
      return inner.expireSpeed(throughEpoch);
    }

    @Override
    public void close() {}
  }
}
