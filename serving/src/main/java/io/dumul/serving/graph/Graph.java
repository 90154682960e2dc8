package io.dumul.serving.graph;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
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
import java.util.Map;

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
    this.tables = new Tables(definitions, registry, view);
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
    HttpService scan =
        (context, request) -> reads.inUrl(GraphReads.scan(context)).serve(context, request);
    Routes.each(
        builder,
        TABLE + "/edges/scan/{index}",
        Map.of(
            HttpMethod.GET,
            access.require(Role.READ, scan),
            HttpMethod.DELETE,
            access.require(Role.WRITE, writes.evict())));
  }

  private void metadata(ServerBuilder builder, Access access) {
    HttpService makeDatabase = access.require(Role.WRITE, metadata.createDatabase());
    HttpService makeTable = access.require(Role.WRITE, metadata.create());
    Routes.each(
        builder,
        DATABASES,
        Map.of(
            HttpMethod.GET,
            access.require(Role.READ, metadata.databases()),
            HttpMethod.POST,
            makeDatabase));
    Routes.each(
        builder,
        DATABASES + "/{database}",
        Map.of(
            HttpMethod.GET,
            access.require(Role.READ, metadata.database()),
            HttpMethod.POST,
            makeDatabase,
            HttpMethod.PUT,
            access.require(Role.WRITE, metadata.alterDatabase()),
            HttpMethod.DELETE,
            access.require(Role.WRITE, metadata.removeDatabase())));
    Routes.each(
        builder,
        TABLES,
        Map.of(
            HttpMethod.GET,
            access.require(Role.READ, metadata.tables()),
            HttpMethod.POST,
            makeTable));
    Routes.each(
        builder,
        TABLE,
        Map.of(
            HttpMethod.GET,
            access.require(Role.READ, metadata.table()),
            HttpMethod.POST,
            makeTable,
            HttpMethod.PUT,
            access.require(Role.WRITE, metadata.alter()),
            HttpMethod.DELETE,
            access.require(Role.WRITE, metadata.remove())));
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
    Routes.each(
        builder,
        TABLE + path,
        Map.of(
            HttpMethod.GET,
            access.require(Role.READ, reads.inUrl(question)),
            HttpMethod.POST,
            access.require(Role.READ, reads.inBody(question))));
  }

  @Override
  public void close() {
    tables.close();
    arrivals.close();
  }
}
