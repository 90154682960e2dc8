package io.dumul.serving.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeTable;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import io.dumul.serving.http.Responses;
import java.util.List;

/** Which databases and tables there are. They are declared by definitions. */
final class Tables {
  private final Definitions definitions;

  Tables(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The table that a request is about. */
  EdgeTable of(ServiceRequestContext context) {
    String database = database(context);
    String name = String.valueOf(context.pathParam("table"));
    EdgeTable table = definitions.table(database, name);
    if (table == null) {
      throw unknown(database + "/" + name);
    }
    return table;
  }

  private static String database(ServiceRequestContext context) {
    return String.valueOf(context.pathParam("database"));
  }

  private static ProblemException unknown(String what) {
    return new ProblemException(
        Problem.UNKNOWN_TABLE, what + " (expected: a database and a table that are declared)");
  }

  private List<EdgeTable> in(String database) {
    List<EdgeTable> all =
        definitions.tables().stream().filter(one -> one.database().equals(database)).toList();
    if (all.isEmpty()) {
      throw unknown(database);
    }
    return all;
  }

  HttpService databases() {
    return (context, request) -> {
      ArrayNode all = Json.MAPPER.createArrayNode();
      definitions.tables().stream()
          .map(EdgeTable::database)
          .distinct()
          .forEach(name -> all.add(database(name)));
      return Responses.json(200, all).toHttpResponse();
    };
  }

  private static ObjectNode database(String name) {
    return Json.object().put("database", name).put("active", true);
  }

  HttpService database() {
    return (context, request) -> {
      String name = in(database(context)).get(0).database();
      return Responses.json(200, database(name)).toHttpResponse();
    };
  }

  HttpService tables() {
    return (context, request) -> {
      ArrayNode all = Json.MAPPER.createArrayNode();
      in(database(context)).forEach(table -> all.add(table.declared()));
      return Responses.json(200, all).toHttpResponse();
    };
  }

  HttpService table() {
    return (context, request) -> Responses.json(200, of(context).declared()).toHttpResponse();
  }

  /** A table that is there is a conflict; to declare one is a change of definitions. */
  HttpService create() {
    return (context, request) -> {
      String name = String.valueOf(context.pathParam("table"));
      boolean there = definitions.table(database(context), name) != null;
      throw new ProblemException(
          there ? Problem.TABLE_EXISTS : Problem.TABLE_NOT_DECLARED,
          database(context) + "/" + name);
    };
  }
}
