package io.dumul.local.bench;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Totals of users in a real PostgreSQL: a row for each user and day, found by the primary key. */
final class Postgres implements TotalStore {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final String ACCOUNT = "postgres";
  private static final int CONNECTIONS = 16;

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  Postgres(int port) {
    this.pool = pool(vertx, port);
  }

  static Pool pool(Vertx vertx, int port) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setDatabase(ACCOUNT)
            .setUser(ACCOUNT)
            .setCachePreparedStatements(true);
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(CONNECTIONS))
        .connectingTo(options)
        .using(vertx)
        .build();
  }

  /** A server of a folder of its own; nothing where it is not installed. */
  static Optional<Engine> start(Path folder, int port) throws IOException, InterruptedException {
    Optional<Path> server = Repository.program("postgres");
    Optional<Path> init = Repository.program("initdb");
    if (server.isEmpty() || init.isEmpty()) {
      return Optional.empty();
    }
    Path data = Files.createTempDirectory("dumul-postgres-");
    List<String> as = account(data);
    Path log = folder.resolve("postgres.log");
    run(as, log, init.get().toString(), "-D", data + "/db", "-U", ACCOUNT, "-A", "trust");
    List<String> command = new ArrayList<>(as);
    command.addAll(List.of(server.get().toString(), "-D", data + "/db", "-p", "" + port));
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-k", data.toString()));
    command.addAll(List.of("-c", "shared_buffers=256MB"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runs.deleteQuietly(data), "postgres"));
    return Optional.of(Engine.start(command, log, "ready to accept connections"));
  }

  /** PostgreSQL does not run as root, so there it runs as the account of its package. */
  private static List<String> account(Path data) throws IOException, InterruptedException {
    if (!System.getProperty("user.name", "").equals("root")) {
      return List.of();
    }
    run(List.of(), data.resolveSibling(data.getFileName() + ".log"), "chown", ACCOUNT, "" + data);
    return List.of("setpriv", "--reuid=" + ACCOUNT, "--regid=" + ACCOUNT, "--clear-groups");
  }

  private static void run(List<String> as, Path log, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(as);
    all.addAll(List.of(command));
    Process process =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runs.await(command[0], process, 2, TimeUnit.MINUTES, log);
  }

  void fill(Map<String, Long> totals) {
    join(
        "create table totals"
            + " (user_id text, day date, orders bigint not null, primary key (user_id, day))");
    List<Tuple> rows = new ArrayList<>();
    totals.forEach((user, total) -> rows.add(Tuple.of(user, DAY, total)));
    pool.preparedQuery("insert into totals values ($1, $2, $3)")
        .executeBatch(rows)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    join("vacuum analyze totals");
  }

  private void join(String statement) {
    pool.query(statement).execute().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public CompletableFuture<List<Long>> totals(List<String> users) {
    if (users.size() == 1) {
      return pool.preparedQuery("select orders from totals where user_id = $1 and day = $2")
          .execute(Tuple.of(users.get(0), DAY))
          .toCompletionStage()
          .toCompletableFuture()
          .thenApply(rows -> List.of(rows.iterator().next().getLong(0)));
    }
    return pool.preparedQuery(
            "select user_id, orders from totals where user_id = any ($1) and day = $2")
        .execute(Tuple.of(users.toArray(String[]::new), DAY))
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(rows -> inOrder(users, rows));
  }

  private static List<Long> inOrder(List<String> users, Iterable<Row> rows) {
    Map<String, Long> found = new HashMap<>();
    rows.forEach(row -> found.put(row.getString(0), row.getLong(1)));
    return users.stream().map(found::get).toList();
  }

  @Override
  public void close() {
    pool.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
