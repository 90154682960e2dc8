package io.dumul.local.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A store of who likes what, which is asked and written while others do the same. */
interface EdgeStoreWay extends AutoCloseable {
  /** What may be asked of it. */
  enum Kind {
    GET,
    COUNT,
    SCAN,
    SYNC,
    ASYNC
  }

  /**
   * A like, or that it is taken back.
   *
   * @param version grows with every one
   */
  record Like(long user, long item, long version, boolean gone) {}

  String name();

  /** What it can do. */
  List<Kind> kinds();

  /** Whether a user likes an item. */
  CompletableFuture<?> get(long user, long item);

  /** How many like an item. */
  CompletableFuture<Long> count(long item);

  /** The 25 newest likes of a user. */
  CompletableFuture<?> scan(long user);

  /**
   * Writes some likes.
   *
   * @param readable whether it is done only when all of them can be read
   */
  CompletableFuture<?> write(List<Like> likes, boolean readable);

  /** Returns when all that was written can be read. */
  void settle();

  @Override
  void close();
}
