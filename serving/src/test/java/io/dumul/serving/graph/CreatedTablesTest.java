package io.dumul.serving.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are made, changed and taken away while two processes serve them. */
class CreatedTablesTest {
  private static final String DECLARED =
      """
      database: shop
      table: declared
      comment: Someone likes something.
      schema:
        type: EDGE
        source: {type: LONG}
        target: {type: LONG}
        direction: OUT
      """;

  private static final String WISHES =
      """
      {"table": "wishes", "storage": "datastore://somewhere/else", "mode": "SYNC", "comment": "Wishes.",
       "schema": {"type": "EDGE", "source": {"type": "long", "comment": "who"}, "target": {"type": "string"},
        "properties": [{"name": "at", "type": "long", "nullable": false}, {"name": "note", "type": "string", "nullable": true}],
        "direction": "BOTH", "indexes": [{"index": "recent", "fields": [{"field": "at", "order": "DESC"}]}],
        "groups": [{"group": "notes", "type": "COUNT", "fields": [{"name": "note"}], "ttl": 86400000}], "caches": []}}
      """;

  private static final String T = "/databases/shop/tables/wishes";

  @TempDir private Path folder;

  private GraphServer one;
  private GraphServer other;

  @BeforeEach
  void start() {
    var stores =
        new GraphServer.Stores(
            GraphServer.definitions(folder, List.of(DECLARED)), Clock.systemUTC());
    one = new GraphServer(stores, folder, Clock.systemUTC(), "one");
    other = new GraphServer(stores, folder, Clock.systemUTC(), "other");
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
  }

  private static int http(ObjectNode answer) {
    return answer.path("http").asInt();
  }

  private static ObjectNode wish(GraphServer server, long source, String target) {
    return server.post(
        T + "/edges",
        "{\"mutations\": [{\"type\": \"INSERT\", \"edge\": {\"version\": 1, \"source\": %d, \"target\": \"%s\", \"properties\": {\"at\": 1, \"note\": \"n\"}}}]}"
            .formatted(source, target));
  }

  private static int count(GraphServer server, long source) {
    ObjectNode answer = server.get(T + "/edges/count?direction=OUT&start=" + source);
    return http(answer) == 200 ? answer.path("count").asInt() : -http(answer);
  }

  @Test
  void aTableThatIsMadeIsThereForAllProcessesAtOnce() {
    assertThat(count(one, 7)).isEqualTo(-404);
    ObjectNode made = one.post("/databases/shop/tables", WISHES);
    assertThat(http(made)).as("%s", made).isEqualTo(200);
    assertThat(made.path("active").asBoolean()).isTrue();
    assertThat(http(wish(other, 7, "a"))).isEqualTo(200);
    assertThat(wish(one, 7, "b").at("/results/0/status").asText()).isEqualTo("CREATED");
    assertThat(count(one, 7)).isEqualTo(2);
    assertThat(count(other, 7)).isEqualTo(2);
    ObjectNode frame = other.get(T + "/edges/scan/recent?start=7&direction=OUT");
    assertThat(frame.path("count").asInt()).isEqualTo(2);
    ObjectNode notes = one.get(T + "/edges/agg/notes?start=7&direction=OUT&ranges=note:eq:n");
    assertThat(notes.at("/groups/0/value").asInt()).isEqualTo(2);
    assertThat(
            http(
                one.post(
                    T + "/edges",
                    "{\"mutations\": [{\"type\": \"INSERT\", \"edge\": {\"version\": 1, \"source\": 1, \"target\": \"x\", \"properties\": {}}}]}")))
        .isEqualTo(400);
    assertThat(other.get(T).at("/schema/groups/0/expire-after").asText()).isEqualTo("PT24H");
    assertThat(other.get(T).path("comment").asText()).isEqualTo("Wishes.");
    assertThat(one.get("/databases/shop/tables").path("items").size()).isEqualTo(2);
  }

  @Test
  void whatIsThereIsAConflictAndWhatIsWrongIsRefused() {
    assertThat(http(one.post(T, WISHES))).isEqualTo(200);
    assertThat(http(other.post(T, WISHES))).isEqualTo(409);
    assertThat(
            http(
                other.post(
                    "/databases/shop/tables/declared", WISHES.replace("wishes", "declared"))))
        .isEqualTo(409);
    assertThat(http(one.send("DELETE", "/databases/shop/tables/declared", "w-key", "")))
        .isEqualTo(409);
    assertThat(http(one.post("/databases/shop/tables/else", WISHES))).isEqualTo(400);
    String wrong = WISHES.replace("wishes", "wrong");
    for (String bad :
        List.of(
            wrong.replace("\"type\": \"long\"", "\"type\": \"uuid\""),
            wrong.replace("\"direction\": \"BOTH\"", "\"direction\": \"UP\""),
            wrong.replace("\"type\": \"EDGE\"", "\"type\": \"IMMUTABLE_EDGE\""),
            wrong.replace("\"field\": \"at\"", "\"field\": \"colour\""),
            "{}",
            "[]")) {
      assertThat(http(one.post("/databases/shop/tables/wrong", bad))).as(bad).isEqualTo(400);
    }
    assertThat(http(one.send("POST", T, "r-key", WISHES))).isEqualTo(403);
  }

  @Test
  void aTableMayRestAndIsEmptyWhenItIsMadeAgain() {
    one.post(T, WISHES);
    wish(one, 7, "a");
    ObjectNode queued =
        one.send("PUT", T, "w-key", "{\"mode\": \"ASYNC\", \"comment\": \"Later.\"}");
    assertThat(http(queued)).as("%s", queued).isEqualTo(200);
    assertThat(wish(one, 7, "b").at("/results/0/status").asText()).isEqualTo("QUEUED");
    String schema = WISHES.substring(WISHES.indexOf("\"schema\""));
    assertThat(http(one.send("PUT", T, "w-key", "{" + schema))).isEqualTo(200);
    assertThat(http(one.send("PUT", T, "w-key", "{" + schema.replace("DESC", "ASC"))))
        .isEqualTo(409);
    assertThat(http(one.send("PUT", T, "w-key", "{\"active\": false}"))).isEqualTo(200);
    assertThat(http(wish(one, 7, "c"))).isEqualTo(404);
    assertThat(one.get(T).path("active").asBoolean()).isFalse();
    assertThat(http(one.post(T, WISHES))).isEqualTo(409);
    assertThat(http(one.send("PUT", T, "w-key", "{\"active\": true}"))).isEqualTo(200);
    assertThat(count(one, 7)).isEqualTo(2);
    assertThat(http(one.send("DELETE", T, "w-key", ""))).isEqualTo(204);
    assertThat(http(one.send("DELETE", T, "w-key", ""))).isEqualTo(404);
    assertThat(http(one.get(T))).isEqualTo(404);
    assertThat(http(one.post(T, WISHES))).isEqualTo(200);
    assertThat(count(one, 7)).isZero();
  }

  @Test
  void ofManyWhoMakeOneTableAtOnceOneDoes() {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      GraphServer server = i % 2 == 0 ? one : other;
      all.add(CompletableFuture.supplyAsync(() -> http(server.post(T, WISHES))));
      String mine = "/databases/shop/tables/own" + i;
      all.add(
          CompletableFuture.supplyAsync(
              () -> http(server.post(mine, WISHES.replace("\"table\": \"wishes\", ", "")))));
    }
    List<Integer> answers = all.stream().map(CompletableFuture::join).toList();
    assertThat(answers.stream().filter(answer -> answer == 200)).hasSize(9);
    assertThat(answers.stream().filter(answer -> answer == 409)).hasSize(7);
    assertThat(one.get("/databases/shop/tables").path("items").size()).isEqualTo(10);
  }

  @Test
  void databasesAreMadeAndTakenAwayWhenTheyAreEmpty() {
    assertThat(http(one.post("/databases", "{\"database\": \"club\", \"comment\": \"c\"}")))
        .isEqualTo(200);
    assertThat(http(one.post("/databases/club", "{\"database\": \"club\"}"))).isEqualTo(409);
    assertThat(http(one.post("/databases/shop", "{}"))).isEqualTo(409);
    assertThat(http(other.get("/databases/none"))).isEqualTo(404);
    assertThat(http(one.get("/databases/club/tables"))).isEqualTo(200);
    String table = "/databases/club/tables/wishes";
    assertThat(http(one.post(table, WISHES))).isEqualTo(200);
    assertThat(http(one.send("DELETE", "/databases/club", "w-key", ""))).isEqualTo(409);
    assertThat(http(one.send("DELETE", table, "w-key", ""))).isEqualTo(204);
    assertThat(http(one.send("PUT", "/databases/club", "w-key", "{\"comment\": \"d\"}")))
        .isEqualTo(200);
    assertThat(one.get("/databases/club").path("comment").asText()).isEqualTo("d");
    assertThat(http(one.send("DELETE", "/databases/club", "w-key", ""))).isEqualTo(204);
    assertThat(http(one.get("/databases/club"))).isEqualTo(404);
  }
}
