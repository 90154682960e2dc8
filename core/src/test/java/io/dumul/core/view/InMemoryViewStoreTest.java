package io.dumul.core.view;

class InMemoryViewStoreTest extends ViewStoreContract {
  @Override
  protected ViewStore open() {
    return new InMemoryViewStore();
  }
}
