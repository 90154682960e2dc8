package io.dumul.local.bench;

import io.dumul.local.bench.EdgeStoreWay.Kind;
import io.dumul.local.bench.EdgeStoreWay.Like;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is asked of a store: few users do most and few items have most of the likes, 85 of 100 ask
 * and 15 write, one write of five takes a like back. Remembers what was written.
 */
final class EdgeMix {
  /** Items whose counts are compared in the end. */
  static final int COMPARED = 20;

  private static final int AT_ONCE = 200;

  private final SplittableRandom random = new SplittableRandom(11);
  private final Map<List<Long>, Like> written = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private final EdgeStoreWay way;
  private final Zipf users;
  private final Zipf items;

  EdgeMix(EdgeStoreWay way, int users, int items) {
    this.way = way;
    this.users = new Zipf(users);
    this.items = new Zipf(items);
  }

  /** Writes likes before anything is measured. */
  void fill(int likes) {
    for (int from = 0; from < likes; from += AT_ONCE) {
      List<Like> some = new ArrayList<>();
      for (int i = from; i < Math.min(likes, from + AT_ONCE); i++) {
        some.add(like(false));
      }
      way.write(some, false).join();
    }
    way.settle();
  }

  private Like like(boolean gone) {
    long user = users.next(random);
    long item = items.next(random);
    Like like = new Like(user, item, version.incrementAndGet(), gone);
    written.put(List.of(user, item), like);
    return like;
  }

  /** Asks one; the answer is of what kind it was. By one thread. */
  CompletableFuture<?> any() {
    int of = random.nextInt(100);
    Kind kind =
        of < 40
            ? Kind.GET
            : of < 60 ? Kind.COUNT : of < 85 ? Kind.SCAN : of < 92 ? Kind.SYNC : Kind.ASYNC;
    if (way.kinds().contains(kind)) {
      return ask(kind);
    }
    return ask(of < 85 ? Kind.GET : Kind.SYNC);
  }

  CompletableFuture<?> ask(Kind kind) {
    CompletableFuture<?> answer =
        switch (kind) {
          case GET -> way.get(users.next(random), items.next(random));
          case COUNT -> way.count(items.next(random));
          case SCAN -> way.scan(users.next(random));
          case SYNC -> way.write(List.of(like(random.nextInt(5) == 0)), true);
          case ASYNC -> way.write(List.of(like(random.nextInt(5) == 0)), false);
        };
    return answer.thenApply(done -> kind);
  }

  /** Of how many of the items that are liked most the count is that of what was written. */
  long right() {
    way.settle();
    long right = 0;
    for (long item = 0; item < COMPARED; item++) {
      long at = item;
      long live =
          written.values().stream().filter(like -> like.item() == at && !like.gone()).count();
      right += way.count(item).join() == live ? 1 : 0;
    }
    return right;
  }

  EdgeStoreWay way() {
    return way;
  }
}
