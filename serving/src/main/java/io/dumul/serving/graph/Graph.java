package io.dumul.serving.graph;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.TableRegistry;
import io.dumul.core.edge.WriteMode;
import io.dumul.serving.collect.EventLog;
import io.dumul.serving.http.Access;
import io.dumul.serving.http.ApiKeys.Role;
import io.dumul.serving.http.Routes;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** The resources under {@code /graph/v3}. */
public final class Graph implements AutoCloseable {
  private static final String DATABASES = "/graph/v3/databases";
  private static final String TABLES = DATABASES + "/{database}/tables";
  private static final String TABLE = TABLES + "/{table}";

  private final Tables tables;
  private final Metadata metadata;
  private final Arrivals arrivals;
  private final GraphReads reads;
  private final GraphWrites writes;

  /**
   * How much may be asked, and how long it may take.
   *
   * @param process what no other process has
   * @param read how long reading may take
   * @param patience how long a change may take until it can be read
   * @param mutations the most in a request
   */
  public record Settings(
      GraphMode mode, String process, Duration read, Duration patience, int mutations) {}

  public Graph(
      Definitions definitions,
      EdgeView view,
      TableRegistry registry,
      EventLog log,
      Clock clock,
      Settings settings) {
    this.tables = new Tables(definitions, registry);
    EventIds ids = new EventIds(clock, settings.process());
    this.metadata = new Metadata(tables, ids, settings.mode());
    this.arrivals = new Arrivals(view, settings.patience());
    this.reads = new GraphReads(tables, view, arrivals, settings.read(), clock::instant);
    this.writes =
        new GraphWrites(
            tables, view, log, arrivals, clock, ids, settings.mode(), settings.mutations());
  }

  /** Binds everything to its paths. */
  public void bind(ServerBuilder builder, Access access) {
    tables.start();
    write(builder, access, "/edges", writes.mutate(false, null));
    write(builder, access, "/edges/sync", writes.mutate(false, WriteMode.SYNC));
    write(builder, access, "/multi-edges", writes.mutate(true, null));
    write(builder, access, "/multi-edges/sync", writes.mutate(true, WriteMode.SYNC));
    either(builder, access, "/edges/get", GraphReads::get);
    either(builder, access, "/multi-edges/ids", GraphReads::ids);
    read(builder, access, "/edges/count", reads.inUrl(GraphReads::count));
    read(builder, access, "/edges/counts", reads.inUrl(GraphReads::counts));
    read(builder, access, "/edges/history", reads.inUrl(GraphReads::history));
    read(builder, access, "/multi-edges/history", reads.inUrl(GraphReads::history));
    read(builder, access, "/multi-edges/count", reads.inUrl(GraphReads::between));
    read(
        builder,
        access,
        "/edges/agg/{group}",
        (context, request) -> reads.inUrl(GraphReads.agg(context)).serve(context, request));
    read(
        builder,
        access,
        "/edges/top/{group}",
        (context, request) -> reads.inUrl(GraphReads.top(context)).serve(context, request));
    scans(builder, access);
    Routes.post(builder, "/graph/v3/query", access.require(Role.READ, reads.hops()));
    metadata(builder, access);
  }

  private void scans(ServerBuilder builder, Access access) {
    String path = TABLE + "/edges/scan/{index}";
    HttpService scan =
        (context, request) -> reads.inUrl(GraphReads.scan(context)).serve(context, request);
    builder
        .service(
            Route.builder().path(path).methods(HttpMethod.GET).build(),
            access.require(Role.READ, scan))
        .service(
            Route.builder().path(path).methods(HttpMethod.DELETE).build(),
            access.require(Role.WRITE, writes.evict()));
  }

  private void metadata(ServerBuilder builder, Access access) {
    Resource databases = new Resource(builder, access, DATABASES);
    databases.read(metadata.databases());
    databases.write(HttpMethod.POST, metadata.createDatabase());
    Resource database = new Resource(builder, access, DATABASES + "/{database}");
    database.read(metadata.database());
    database.write(HttpMethod.POST, metadata.createDatabase());
    database.write(HttpMethod.PUT, metadata.alterDatabase());
    database.write(HttpMethod.DELETE, metadata.removeDatabase());
    Resource all = new Resource(builder, access, TABLES);
    all.read(metadata.tables());
    all.write(HttpMethod.POST, metadata.create());
    Resource table = new Resource(builder, access, TABLE);
    table.read(metadata.table());
    table.write(HttpMethod.POST, metadata.create());
    table.write(HttpMethod.PUT, metadata.alter());
    table.write(HttpMethod.DELETE, metadata.remove());
  }

  /** A path with several methods. */
  private record Resource(ServerBuilder builder, Access access, String path) {
    void read(HttpService service) {
      builder.service(
          Route.builder().path(path).methods(HttpMethod.GET).build(),
          access.require(Role.READ, service));
    }

    void write(HttpMethod method, HttpService service) {
      builder.service(
          Route.builder().path(path).methods(method).build(), access.require(Role.WRITE, service));
    }
  }

  private static void write(
      ServerBuilder builder, Access access, String path, HttpService service) {
    Routes.post(builder, TABLE + path, access.require(Role.WRITE, service));
  }

  private static void read(ServerBuilder builder, Access access, String path, HttpService service) {
    Routes.get(builder, TABLE + path, access.require(Role.READ, service));
  }

  /** A question that is asked by GET, or by POST where it is too long for a URL. */
  private void either(
      ServerBuilder builder, Access access, String path, GraphReads.Question question) {
    builder
        .service(
            Route.builder()
                .path(TABLE + path)
                .methods(Set.of(HttpMethod.GET, HttpMethod.HEAD))
                .build(),
            access.require(Role.READ, reads.inUrl(question)))
        .service(
            Route.builder().path(TABLE + path).methods(HttpMethod.POST).build(),
            access.require(Role.READ, reads.inBody(question)));
  }

  @Override
  public void close() {
    tables.close();
    arrivals.close();
  }
}
