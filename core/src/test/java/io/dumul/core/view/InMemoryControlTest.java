package io.dumul.core.view;

class InMemoryControlTest extends ControlContract {
  @Override
  protected Control open() {
    return new InMemoryControl();
  }
}
