package io.dumul.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.edge.CarryMark;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.MemoryEdges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever finds a receipt finds all cells before it, also in a table that was wiped. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class EdgeSinkTest {
  private static Broker broker;

  private final Wipeable store = new Wipeable();
  private SinkTopic topic;
  private EdgeSink sink;
  private long nanos;

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

  /** The next one of the group, when the one before has died; its clock stands still. */
  private EdgeSink sink() {
    EdgeSink next =
        new EdgeSink(topic.consumer(), topic.name, 1, store, SinkTopic.retry(), () -> nanos);
    next.subscribe();
    return next;
  }

  /** A cell, and the receipt behind it. */
  private void write(int n) throws Exception {
    send(new EdgeCell(text("row of the cell " + n), new byte[0], text("value")));
    send(new EdgeCell(EdgeCells.marks(0), text("r" + n), text("done")));
  }

  private void send(EdgeCell cell) throws Exception {
    topic.send(cell.key(), cell.value());
  }

  private void carryTo(int n) {
    do {
      sink.round(Duration.ofMillis(50));
      requireWhatReceiptsSay();
    } while (!has(EdgeCells.marks(0), text("r" + n)));
  }

  /** A receipt of what is not there is what readers must never find. */
  private void requireWhatReceiptsSay() {
    for (int n = 1; n <= 3; n++) {
      for (int before = 1; has(EdgeCells.marks(0), text("r" + n)) && before <= n; before++) {
        assertThat(hasCell(before)).as("receipt %d without cell %d", n, before).isTrue();
      }
    }
  }

  private boolean hasCell(int n) {
    return has(text("row of the cell " + n), new byte[0]);
  }

  private boolean has(byte[] row, byte[] column) {
    return store.row(row, EdgeView.Columns.ALL).join().stream()
        .anyMatch(cell -> java.util.Arrays.equals(cell.column(), column));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private CarryMark mark() {
    return CarryMark.read(store, 0).join();
  }

  @Test
  void cellsAreThereAndTheMarkSaysSo() throws Exception {
    write(1);
    carryTo(1);
    sink.round(Duration.ofMillis(50));
    assertThat(mark().whole()).isTrue();
    assertThat(mark().partitions()).isEqualTo(1);
  }

  @Test
  void aTableThatIsWipedWhileNothingComesIsFilledAgain() throws Exception {
    write(1);
    carryTo(1);
    store.wipe();
    nanos += 2_000_000_000L;
    sink.round(Duration.ofMillis(50));
    assertThat(mark().whole()).isFalse();
    carryTo(1);
    sink.round(Duration.ofMillis(50));
    assertThat(mark().whole()).isTrue();
  }

  @Test
  void aTableThatIsWipedBeforeTheNextReceiptIsFilledFirst() throws Exception {
    write(1);
    carryTo(1);
    store.beforeReceipts = store::wipe;
    write(2);
    carryTo(2);
    assertThat(hasCell(1)).isTrue();
  }

  @Test
  void aTableThatIsWipedWhileNobodyCarriesIsFilledFirst() throws Exception {
    write(1);
    carryTo(1);
    store.wipe();
    write(2);
    sink = sink();
    carryTo(2);
    assertThat(hasCell(1)).isTrue();
  }

  @Test
  void whoDiesBehindTheMarkIsFollowedFromTheBeginning() throws Exception {
    write(1);
    write(2);
    carryTo(2);
    store.wipe();
    nanos += 2_000_000_000L;
    sink.round(Duration.ofMillis(50));
    assertThat(mark().whole()).as("begun anew, and nothing carried").isFalse();
    assertThat(hasCell(1)).isFalse();
    write(3);
    sink = sink();
    carryTo(3);
    assertThat(hasCell(1)).isTrue();
  }

  /** Loses everything when it is told to. */
  private static final class Wipeable implements EdgeStore {
    private final MemoryEdges edges = new MemoryEdges();
    private Runnable beforeReceipts = () -> {};

    void wipe() {
      edges.wipe();
    }

    @Override
    public CompletableFuture<Void> write(List<Versioned> cells) {
      before(cells);
      return edges.write(cells);
    }

    @Override
    public CompletableFuture<Boolean> writeIf(EdgeCell there, List<Versioned> cells) {
      before(cells);
      return edges.writeIf(there, cells);
    }

    private void before(List<Versioned> cells) {
      if (cells.stream().anyMatch(one -> one.cell().isReceipt())) {
        beforeReceipts.run();
        beforeReceipts = () -> {};
      }
    }

    @Override
    public CompletableFuture<List<EdgeCell>> row(byte[] row, Columns columns) {
      return edges.row(row, columns);
    }

    @Override
    public CompletableFuture<List<EdgeCell>> scan(byte[] from, byte[] to, int limit) {
      return edges.scan(from, to, limit);
    }
  }
}
