package io.dumul.local.stack;

import io.dumul.core.view.Control;
import io.dumul.core.view.ControlContract;
import io.dumul.hbase.HBaseStores;
import org.junit.jupiter.api.AfterEach;

class HBaseControlTest extends ControlContract {
  private final HBaseStores stores = RealHBase.fresh();

  @Override
  protected Control open() {
    return stores.control();
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }
}
