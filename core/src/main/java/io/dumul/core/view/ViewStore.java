package io.dumul.core.view;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Where both views live, one row an entity. All writes are idempotent and may be repeated after any
 * failure.
 */
public interface ViewStore extends ViewReader, AutoCloseable {

  /**
   * Writes increments; done when they are durable and readable. Older versions never replace newer
   * ones.
   */
  CompletableFuture<Void> writeSpeed(List<Increment> increments);

  /**
   * Writes cells of a publication and returns when they are durable; readers do not see them before
   * it is published. Returns how many.
   */
  long writeBatch(long publication, Iterator<BatchCell> cells);

  /**
   * Gives every increment of the epoch to the consumer, on the calling thread: the newest version
   * for each key and partition.
   */
  void scanSpeed(long epoch, Consumer<Increment> consumer);

  /**
   * The same for one share of the rows, so that tasks can divide them: the shares of one number
   * hold every row once.
   *
   * @param share from 0 to {@code shares} - 1
   * @param shares at most 256
   */
  default void scanSpeed(long epoch, int share, int shares, Consumer<Increment> consumer) {
    scanSpeed(
        epoch,
        increment -> {
          if (Math.floorMod(increment.key().entity().hashCode(), shares) == share) {
            consumer.accept(increment);
          }
        });
  }

  /** Removes all increments of epochs up to and including this one. Returns how many. */
  long expireSpeed(long throughEpoch);

  @Override
  void close();
}
