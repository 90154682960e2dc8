package io.dumul.local.bench;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Totals of users in a real Redis: one string each. */
final class Redis implements TotalStore {
  private static final String DAY = ":2026-03-01";

  private final RedisClient client;
  private final RedisAsyncCommands<String, String> commands;

  Redis(int port) {
    this.client = RedisClient.create("redis://127.0.0.1:" + port);
    this.commands = client.connect().async();
  }

  /** A server that keeps all in memory; nothing where it is not installed. */
  static Optional<Engine> start(Path folder, int port) throws IOException, InterruptedException {
    Optional<Path> server = Repository.program("redis-server");
    if (server.isEmpty()) {
      return Optional.empty();
    }
    String text = "--bind 127.0.0.1 --save  --appendonly no --dir";
    List<String> command = new java.util.ArrayList<>(List.of(server.get().toString()));
    command.addAll(List.of("--port", "" + port));
    command.addAll(List.of(text.split(" ", -1)));
    command.add(folder.toString());
    return Optional.of(Engine.start(command, folder.resolve("redis.log"), "Ready to accept"));
  }

  void fill(Map<String, Long> totals) {
    Map<String, String> all = new HashMap<>();
    totals.forEach((user, total) -> all.put(user + DAY, total.toString()));
    commands.mset(all).toCompletableFuture().join();
  }

  @Override
  public CompletableFuture<List<Long>> totals(List<String> users) {
    if (users.size() == 1) {
      return commands
          .get(users.get(0) + DAY)
          .toCompletableFuture()
          .thenApply(total -> List.of(Long.valueOf(total)));
    }
    return commands
        .mget(users.stream().map(user -> user + DAY).toArray(String[]::new))
        .toCompletableFuture()
        .thenApply(all -> all.stream().map(KeyValue::getValue).map(Long::valueOf).toList());
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
