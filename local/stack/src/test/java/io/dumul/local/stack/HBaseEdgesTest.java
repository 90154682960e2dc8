package io.dumul.local.stack;

import io.dumul.core.edge.EdgeRepair;
import io.dumul.core.edge.EdgeRepairContract;
import io.dumul.hbase.HBaseStores;
import org.junit.jupiter.api.AfterEach;

class HBaseEdgesTest extends EdgeRepairContract {
  private final HBaseStores stores = RealHBase.fresh();

  @Override
  protected EdgeRepair open() {
    return stores.edgeRepair();
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }
}
