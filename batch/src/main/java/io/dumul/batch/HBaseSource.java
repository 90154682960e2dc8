package io.dumul.batch;

import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.view.Control;
import io.dumul.core.view.ViewErasure;
import io.dumul.core.view.ViewStore;
import io.dumul.hbase.HBaseSettings;
import io.dumul.hbase.HBaseStores;
import java.util.concurrent.ConcurrentHashMap;

/** The views in HBase, over one connection in each JVM, which lives as long as that. */
record HBaseSource(HBaseSettings settings) implements StoreSource {
  private static final ConcurrentHashMap<HBaseSettings, HBaseStores> OPEN =
      new ConcurrentHashMap<>();

  @Override
  public ViewStore views() {
    return stores().views();
  }

  @Override
  public Control control() {
    return stores().control();
  }

  @Override
  public EdgeRepair edges() {
    return stores().edgeRepair();
  }

  @Override
  public ViewErasure erasure() {
    return stores().erasure();
  }

  private HBaseStores stores() {
    return OPEN.computeIfAbsent(settings, HBaseStores::open);
  }
}
