package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.edge.CarryMark;
import io.dumul.core.edge.EdgeCell;
import io.dumul.core.edge.EdgeCells;
import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeRepairContract;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.edge.EdgeStore.Versioned;
import io.dumul.core.edge.EdgeView;
import io.dumul.hbase.HBaseStores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HBaseEdgesTest extends EdgeRepairContract {
  private final HBaseStores stores = RealHBase.fresh();

  @Override
  protected EdgeRepair open() {
    return stores.edgeRepair();
  }

  @Test
  void receiptsAreWrittenBesideTheMarkAlone() {
    EdgeStore edges = stores.edges();
    CarryMark mark = new CarryMark(7, false, 10, 8, "this one");
    List<Versioned> receipts = List.of(receipt("one", 11), receipt("two", 12));
    assertThat(mark.write(edges, receipts).join()).as("no mark").isFalse();
    edges.write(List.of(new Versioned(mark.cell(), 10))).join();
    assertThat(CarryMark.read(edges, 7).join()).isEqualTo(mark);
    assertThat(columns(edges)).containsExactly("w");

    assertThat(mark.write(edges, receipts).join()).isTrue();
    assertThat(columns(edges)).containsExactly("one", "two", "w");
    CarryMark done = mark.done();
    var gone = new Versioned(new EdgeCell(EdgeCells.marks(7), utf8("two"), null), 13);
    assertThat(mark.write(edges, List.of(gone, new Versioned(done.cell(), 11))).join()).isTrue();
    assertThat(columns(edges)).containsExactly("one", "w");
    assertThat(CarryMark.read(edges, 7).join()).isEqualTo(done);
    assertThat(mark.write(edges, receipts).join()).as("another mark").isFalse();
  }

  private static Versioned receipt(String column, long version) {
    return new Versioned(new EdgeCell(EdgeCells.marks(7), utf8(column), utf8("done")), version);
  }

  private static List<String> columns(EdgeStore edges) {
    return edges.row(EdgeCells.marks(7), EdgeView.Columns.ALL).join().stream()
        .map(cell -> new String(cell.column(), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }
}
