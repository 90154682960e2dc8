package io.dumul.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The other stores, and the server that answers from them.
 *
 * @param stores PostgreSQL and Redis, where they are installed
 * @param ways what the server answers for
 */
record ReadPeers(Engine server, List<Engine> stores, List<String> ways, String address)
    implements AutoCloseable {

  static ReadPeers start(Repository repository, Path folder, String quorum, int users)
      throws IOException, InterruptedException {
    int postgresPort = Broker.freePort();
    int redisPort = Broker.freePort();
    Optional<Engine> postgres = Postgres.start(folder, postgresPort);
    Optional<Engine> redis = Redis.start(folder, redisPort);
    List<String> ways = new ArrayList<>(List.of("get-http"));
    List<String> command =
        repository.java(
            "local/bench",
            "io.dumul.local.bench.Main",
            List.of("-Xmx1g", "-XX:+UseSerialGC"),
            jar -> false);
    command.addAll(List.of("read-peer", "--users", "" + users, "--quorum", quorum));
    add(postgres, "postgres", postgresPort, command, ways);
    add(redis, "redis", redisPort, command, ways);
    Path log = folder.resolve("peers.log");
    Engine server = Engine.start(command, log);
    List<Engine> stores = new ArrayList<>();
    postgres.ifPresent(stores::add);
    redis.ifPresent(stores::add);
    return new ReadPeers(server, stores, ways, Engine.address(log));
  }

  private static void add(
      Optional<Engine> store, String name, int port, List<String> command, List<String> ways) {
    if (store.isPresent()) {
      command.addAll(List.of("--" + name, "" + port));
      ways.add(name);
    } else {
      System.out.println("bench: " + name + ": skipped, not installed");
    }
  }

  @Override
  public void close() {
    server.close();
    stores.forEach(Engine::close);
  }
}
