package io.dumul.local.stack;

import io.dumul.core.view.ViewStore;
import io.dumul.core.view.ViewStoreContract;
import io.dumul.hbase.HBaseStores;
import org.junit.jupiter.api.AfterEach;

class HBaseViewsTest extends ViewStoreContract {
  private final HBaseStores stores = RealHBase.fresh();

  @Override
  protected ViewStore open() {
    return stores.views();
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }
}
