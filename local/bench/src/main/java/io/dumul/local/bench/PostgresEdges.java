package io.dumul.local.bench;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Likes in PostgreSQL, with what one would write down first: a row for each, an index for each
 * order, and a row for each item's count, which a trigger keeps.
 */
final class PostgresEdges implements EdgeStoreWay {
  private static final List<String> SCHEMA =
      List.of(
          "create table likes (source bigint, target bigint, version bigint not null, at bigint,"
              + " live boolean not null, primary key (source, target))",
          "create index recent on likes (source, at desc) where live",
          "create index fans on likes (target, at desc) where live",
          "create table counts (target bigint primary key, n bigint not null)",
          """
          create function counted() returns trigger language plpgsql as $$
          declare
            change int := new.live::int - case when tg_op = 'UPDATE' then old.live::int else 0 end;
          begin
            if change <> 0 then
              insert into counts values (new.target, change)
                on conflict (target) do update set n = counts.n + excluded.n;
            end if;
            return null;
          end $$
          """,
          "create trigger counted after insert or update on likes for each row"
              + " execute function counted()");
  private static final String WRITE =
      "insert into likes values ($1, $2, $3, $3, $4) on conflict (source, target) do update"
          + " set version = excluded.version, at = excluded.at, live = excluded.live"
          + " where likes.version < excluded.version";

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  PostgresEdges(int port) {
    this.pool = Postgres.pool(vertx, port);
    SCHEMA.forEach(
        statement ->
            pool.query(statement).execute().toCompletionStage().toCompletableFuture().join());
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Kind> kinds() {
    return List.of(Kind.GET, Kind.COUNT, Kind.SCAN, Kind.SYNC);
  }

  private CompletableFuture<RowSet<Row>> ask(String statement, Tuple values) {
    return pool.preparedQuery(statement).execute(values).toCompletionStage().toCompletableFuture();
  }

  @Override
  public CompletableFuture<?> get(long user, long item) {
    return ask(
        "select version, at from likes where source = $1 and target = $2 and live",
        Tuple.of(user, item));
  }

  @Override
  public CompletableFuture<Long> count(long item) {
    return ask("select n from counts where target = $1", Tuple.of(item))
        .thenApply(
            rows -> {
              Iterator<Row> found = rows.iterator();
              return found.hasNext() ? found.next().getLong(0) : 0L;
            });
  }

  @Override
  public CompletableFuture<?> scan(long user) {
    return ask(
        "select target, version, at from likes where source = $1 and live order by at desc limit 25",
        Tuple.of(user));
  }

  @Override
  public CompletableFuture<?> write(List<Like> likes, boolean readable) {
    List<Tuple> rows =
        likes.stream()
            .map(like -> Tuple.of(like.user(), like.item(), like.version(), !like.gone()))
            .toList();
    return rows.size() == 1
        ? ask(WRITE, rows.get(0))
        : pool.preparedQuery(WRITE).executeBatch(rows).toCompletionStage().toCompletableFuture();
  }

  @Override
  public void settle() {
    pool.query("analyze").execute().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    pool.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
