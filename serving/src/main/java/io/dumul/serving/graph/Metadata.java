package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.MetricIds;
import io.dumul.core.edge.CreatedTables;
import io.dumul.core.edge.EdgeTable;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Databases and tables: which there are, and how they are made, changed and taken away. Those that
 * definitions declare are changed there only. Of a table, what decides the meaning of its mutations
 * never changes; a table that is made again under its old name is another one, without edges.
 */
final class Metadata {
  private final Tables tables;
  private final Supplier<String> unique;
  private final GraphMode mode;

  /**
   * @param unique gives what nobody else gets
   */
  Metadata(Tables tables, Supplier<String> unique, GraphMode mode) {
    this.tables = tables;
    this.unique = unique;
    this.mode = mode;
  }

  private interface Change {
    CompletableFuture<AggregatedHttpResponse> answer(ServiceRequestContext context, JsonNode body);
  }

  private HttpService asking(java.util.function.Function<ServiceRequestContext, JsonNode> ask) {
    return (context, request) ->
        HttpResponse.of(
            Failures.translated(
                tables
                    .latest()
                    .thenApply(now -> ask.apply(context))
                    .thenApply(json -> Responses.json(200, json).toHttpResponse())));
  }

  private HttpService changing(Change change) {
    return (context, request) -> {
      GraphWrites.refuseWhereReadOnly(mode, context);
      if (!tables.keepsEdges()) {
        throw new ProblemException(Problem.TABLE_NOT_DECLARED, context.path());
      }
      return HttpResponse.of(
          Failures.translated(
                  request
                      .aggregate()
                      .thenCompose(
                          body ->
                              Failures.asking(
                                  () ->
                                      change.answer(
                                          context,
                                          body.content().isEmpty()
                                              ? Json.object()
                                              : Bodies.object(body)))))
              .thenApply(AggregatedHttpResponse::toHttpResponse));
    };
  }

  HttpService databases() {
    return asking(
        context -> {
          ArrayNode all = Json.MAPPER.createArrayNode();
          names().forEach(name -> all.add(database(name)));
          return all;
        });
  }

  private SortedSet<String> names() {
    TreeSet<String> names = new TreeSet<>(tables.created().databases().keySet());
    tables.created().tables().values().forEach(one -> names.add(one.table().database()));
    tables.definitions().tables().forEach(one -> names.add(one.database()));
    return names;
  }

  private ObjectNode database(String name) {
    String comment = tables.created().databases().getOrDefault(name, "");
    return Json.object().put("database", name).put("active", true).put("comment", comment);
  }

  HttpService database() {
    return asking(context -> database(known(Tables.database(context))));
  }

  private String known(String database) {
    if (!names().contains(database)) {
      throw Tables.unknown(database);
    }
    return database;
  }

  HttpService tables() {
    return asking(
        context -> {
          String database = known(Tables.database(context));
          ArrayNode all = Json.MAPPER.createArrayNode();
          tables.definitions().tables().stream()
              .filter(one -> one.database().equals(database))
              .forEach(one -> all.add(declared(one)));
          tables.created().tables().values().stream()
              .filter(one -> one.active() && one.table().database().equals(database))
              .forEach(one -> all.add(described(one.declared(), true)));
          return all;
        });
  }

  /** Also one that is not active. */
  HttpService table() {
    return asking(
        context -> {
          CreatedTables.Entry entry =
              tables.created().table(Tables.database(context), Tables.name(context));
          return entry == null
              ? declared(tables.of(context))
              : described(entry.declared(), entry.active());
        });
  }

  /** Of a table that definitions declare: also what cannot be read yet. */
  private ObjectNode declared(EdgeTable table) {
    ObjectNode json = described(table.declared(), true);
    Set<String> missing = tables.missing(table);
    if (!missing.isEmpty()) {
      missing.forEach(json.putArray("filling")::add);
    }
    return json;
  }

  private static ObjectNode described(JsonNode declared, boolean active) {
    return ((ObjectNode) declared.deepCopy()).put("active", active);
  }

  HttpService createDatabase() {
    return changing(
        (context, body) -> {
          String path = context.pathParam("database");
          String name = named(path, body.path("database"));
          String comment = body.path("comment").asText();
          return tables
              .refresh()
              .thenCompose(
                  now -> {
                    if (names().contains(name)) {
                      throw new ProblemException(Problem.TABLE_EXISTS, name);
                    }
                    return tables.change(all -> all.withDatabase(name, comment));
                  })
              .thenApply(done -> Responses.json(200, database(name)));
        });
  }

  private static String named(@Nullable String path, JsonNode body) {
    String name = path == null ? body.asText() : path;
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,47}")
        || (path != null && body.isTextual() && !body.textValue().equals(path))) {
      throw ProblemException.parameter(
          "name", name, "letters, digits, _ and -, up to 48, a letter first, as in the path");
    }
    return name;
  }

  HttpService alterDatabase() {
    return changing(
        (context, body) -> {
          String name = Tables.database(context);
          return tables
              .refresh()
              .thenCompose(
                  now -> {
                    String comment =
                        body.path("comment").asText(database(known(name)).path("comment").asText());
                    return tables.change(all -> all.withDatabase(name, comment));
                  })
              .thenApply(done -> Responses.json(200, database(name)));
        });
  }

  /** One that has tables stays. */
  HttpService removeDatabase() {
    return changing(
        (context, body) -> {
          String name = Tables.database(context);
          return tables
              .refresh()
              .thenCompose(
                  now -> {
                    known(name);
                    return tables.change(
                        all -> {
                          boolean used =
                              tables.definitions().tables().stream()
                                      .anyMatch(one -> one.database().equals(name))
                                  || all.tables().values().stream()
                                      .anyMatch(one -> one.table().database().equals(name));
                          if (used) {
                            throw new ProblemException(Problem.TABLE_FIXED, name + " has tables");
                          }
                          return all.withoutDatabase(name);
                        });
                  })
              .thenApply(done -> AggregatedHttpResponse.of(HttpStatus.NO_CONTENT));
        });
  }

  HttpService create() {
    return changing(
        (context, body) -> {
          String name = named(context.pathParam("table"), body.path("table"));
          String database = Tables.database(context);
          if (tables.definitions().table(database, name) != null) {
            throw new ProblemException(Problem.TABLE_EXISTS, database + "/" + name);
          }
          String id = String.format("%016x", MetricIds.of(unique.get(), 0));
          CreatedTables.Entry entry = entry(declared(database, name, body, id), true);
          return tables
              .change(
                  all -> {
                    if (all.table(database, name) != null) {
                      throw new ProblemException(Problem.TABLE_EXISTS, database + "/" + name);
                    }
                    return all.with(entry);
                  })
              .thenApply(done -> Responses.json(200, described(entry.declared(), true)));
        });
  }

  private static CreatedTables.Entry entry(JsonNode declared, boolean active) {
    try {
      return CreatedTables.Entry.of(declared, active);
    } catch (DefinitionException e) {
      throw new ProblemException(Problem.INVALID_BODY, String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode declared(String database, String name, JsonNode body, String id) {
    ObjectNode declared = Json.object().put("database", database).put("table", name);
    declared.put("comment", body.path("comment").asText()).put("created", id);
    declared.put("mode", body.path("mode").asText("SYNC"));
    declared.set("schema", schema(body.path("schema")));
    return declared;
  }

  /** Without what Actionbase's schemas have and means nothing here. */
  private static JsonNode schema(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    if (copy instanceof ObjectNode object) {
      if (object.path("caches").isEmpty()) {
        object.remove("caches");
      }
      for (JsonNode group : object.path("groups")) {
        if (group instanceof ObjectNode one) {
          JsonNode millis = one.remove("ttl");
          if (millis != null && millis.canConvertToLong() && millis.longValue() > 0) {
            one.put("expire-after", Duration.ofMillis(millis.longValue()).toString());
          }
          one.remove("aggregations");
          if (one.path("valueField").asText().equals("-")) {
            one.remove("valueField");
          }
        }
      }
    }
    return copy;
  }

  /** Its mode, its comment, and whether it is active; its schema stays. */
  HttpService alter() {
    return changing(
        (context, body) -> {
          String database = Tables.database(context);
          String name = Tables.name(context);
          refuseDeclared(database, name);
          return tables
              .change(all -> all.with(altered(made(all, database, name), body)))
              .thenApply(
                  all -> {
                    CreatedTables.Entry now = made(all, database, name);
                    return Responses.json(200, described(now.declared(), now.active()));
                  });
        });
  }

  private static CreatedTables.Entry made(CreatedTables all, String database, String name) {
    CreatedTables.Entry entry = all.table(database, name);
    if (entry == null) {
      throw Tables.unknown(database + "/" + name);
    }
    return entry;
  }

  private static CreatedTables.Entry altered(CreatedTables.Entry old, JsonNode body) {
    ObjectNode declared = old.declared().deepCopy();
    for (String key : List.of("mode", "comment")) {
      if (body.path(key).isTextual()) {
        declared.put(key, body.path(key).textValue());
      }
    }
    if (body.path("schema").isObject()) {
      declared.set("schema", schema(body.path("schema")));
    }
    CreatedTables.Entry next = entry(declared, body.path("active").asBoolean(old.active()));
    EdgeTable before = old.table();
    if (next.table().created() == null || !next.table().created().equals(before.created())) {
      throw new ProblemException(
          Problem.TABLE_FIXED, before.fullName() + ": schema (expected: as it is)");
    }
    return next;
  }

  private void refuseDeclared(String database, String name) {
    if (tables.definitions().table(database, name) != null) {
      throw new ProblemException(
          Problem.TABLE_FIXED, database + "/" + name + " is declared by definitions");
    }
  }

  HttpService remove() {
    return changing(
        (context, body) -> {
          String database = Tables.database(context);
          String name = Tables.name(context);
          refuseDeclared(database, name);
          return tables
              .change(
                  all -> {
                    made(all, database, name);
                    return all.withoutTable(database, name);
                  })
              .thenApply(done -> AggregatedHttpResponse.of(HttpStatus.NO_CONTENT));
        });
  }
}
