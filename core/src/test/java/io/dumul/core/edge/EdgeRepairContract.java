package io.dumul.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.edge.EdgeStore.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What who mends cells may rely on. */
public abstract class EdgeRepairContract {
  /** A store in which nothing is. */
  protected abstract EdgeRepair open();

  private static Versioned cell(String row, @Nullable String value, long version) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    return new Versioned(
        new EdgeCell(row.getBytes(StandardCharsets.UTF_8), new byte[] {1}, bytes), version);
  }

  private static List<String> all(EdgeRepair edges) {
    List<String> all = new ArrayList<>();
    for (int share = 0; share < 4; share++) {
      edges.scan(share, 4, one -> all.add(text(one)));
    }
    return all;
  }

  private static String text(Versioned one) {
    return new String(one.cell().row(), StandardCharsets.UTF_8)
        + "="
        + new String(one.cell().present(), StandardCharsets.UTF_8)
        + "@"
        + one.version();
  }

  @Test
  void everyShareTogetherIsEverythingWithItsVersion() {
    EdgeRepair edges = open();
    edges.write(List.of(cell("a", "1", 5), cell("Z", "2", 7), cell("~", "3", 9)));
    assertThat(all(edges)).containsExactlyInAnyOrder("a=1@5", "Z=2@7", "~=3@9");
    byte[] row = "a".getBytes(StandardCharsets.UTF_8);
    assertThat(edges.row(row, EdgeView.Columns.ALL))
        .extracting(EdgeRepairContract::text)
        .containsExactly("a=1@5");
    assertThat(edges.row(row, new EdgeView.Columns(new byte[] {2}, null))).isEmpty();
  }

  @Test
  void whatIsMendedNeverHidesWhatIsNewer() {
    EdgeRepair edges = open();
    edges.write(List.of(cell("a", "newer", 9)));
    edges.write(List.of(cell("a", "mended", 8)));
    assertThat(all(edges)).containsExactly("a=newer@9");
    edges.write(List.of(cell("a", null, 8)));
    assertThat(all(edges)).containsExactly("a=newer@9");
  }

  @Test
  void whatTookACellAwayIsFoundToo() {
    EdgeRepair edges = open();
    edges.write(List.of(cell("a", "1", 5)));
    edges.write(List.of(cell("a", null, 7)));
    assertThat(all(edges)).isEmpty();
    EdgeCell cell = cell("a", null, 0).cell();
    assertThat(edges.newest(cell, 5, 100)).isEqualTo(OptionalLong.of(7));
    assertThat(edges.newest(cell, 7, 100)).isEmpty();
    assertThat(edges.newest(cell, 0, 6)).isEqualTo(OptionalLong.of(5));
  }

  @Test
  void oneVersionCanBeRemoved() {
    EdgeRepair edges = open();
    edges.write(List.of(cell("a", "wrong", 1_000)));
    edges.remove(cell("a", null, 1_000));
    edges.write(List.of(cell("a", "right", 8)));
    assertThat(all(edges)).containsExactly("a=right@8");
  }

  @Test
  void whatWasTakenAwayCanBeForgotten() {
    EdgeRepair edges = open();
    edges.write(List.of(cell("a", "1", 5)));
    edges.write(List.of(cell("a", null, 1_000)));
    edges.write(List.of(cell("a", "hidden", 8)));
    assertThat(all(edges)).isEmpty();
    edges.forget(List.of("a".getBytes(StandardCharsets.UTF_8)));
    edges.write(List.of(cell("a", "again", 8)));
    assertThat(all(edges)).containsExactly("a=again@8");
  }
}
