package io.dumul.speed;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Puts an {@link IncrementStore} around the store that another builder makes. */
record IncrementStoreBuilder(
    StoreBuilder<KeyValueStore<Bytes, byte[]>> inner, int heapCells, SpeedMetrics metrics)
    implements StoreBuilder<IncrementStore> {
  @Override
  public StoreBuilder<IncrementStore> withCachingEnabled() {
    throw new UnsupportedOperationException("the increments are their own cache");
  }

  @Override
  public StoreBuilder<IncrementStore> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<IncrementStore> withLoggingEnabled(Map<String, String> config) {
    return new IncrementStoreBuilder(inner.withLoggingEnabled(config), heapCells, metrics);
  }

  @Override
  public StoreBuilder<IncrementStore> withLoggingDisabled() {
    throw new UnsupportedOperationException("the changelog is the increments topic");
  }

  @Override
  public IncrementStore build() {
    return new IncrementStore(inner.build(), heapCells, metrics);
  }

  @Override
  public Map<String, String> logConfig() {
    return inner.logConfig();
  }

  @Override
  public boolean loggingEnabled() {
    return inner.loggingEnabled();
  }

  @Override
  public String name() {
    return inner.name();
  }
}
