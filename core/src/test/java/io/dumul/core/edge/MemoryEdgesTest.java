package io.dumul.core.edge;

class MemoryEdgesTest extends EdgeRepairContract {
  @Override
  protected EdgeRepair open() {
    return new MemoryEdges().repair();
  }
}
