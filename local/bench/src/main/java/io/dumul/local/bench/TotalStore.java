package io.dumul.local.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where totals of users can be read, without blocking. */
interface TotalStore extends AutoCloseable {

  /** A number for each of the users, in their order. */
  CompletableFuture<List<Long>> totals(List<String> users);

  @Override
  void close();
}
