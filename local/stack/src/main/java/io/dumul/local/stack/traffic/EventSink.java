package io.dumul.local.stack.traffic;

import org.jspecify.annotations.Nullable;

/** Where records go, in order for each key. */
public interface EventSink extends AutoCloseable {

  /** Takes one record, which is kept safely only after {@link #flush}. */
  void offer(byte @Nullable [] key, byte[] value);

  /** Returns when everything that was offered is kept; throws where something could not be. */
  void flush();

  /** Flushes and lets go. */
  @Override
  void close();
}
