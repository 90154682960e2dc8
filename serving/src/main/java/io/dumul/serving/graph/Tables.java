package io.dumul.serving.graph;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.CarryMark;
import io.dumul.core.edge.CreatedTables;
import io.dumul.core.edge.EdgeParts;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.EdgeView;
import io.dumul.core.edge.TableRegistry;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables there are: those that definitions declare, and those that were made while the system
 * runs. What other processes do to the latter is heard of within a second; a table that is not
 * known is looked for at once.
 */
final class Tables implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
  private static final int TRIES = 50;

  private final Definitions definitions;
  private final TableRegistry registry;
  private final EdgeView view;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "edge-tables");
            thread.setDaemon(true);
            return thread;
          });
  private volatile CreatedTables created = CreatedTables.NONE;
  private volatile @Nullable ReadableTables readable;

  Tables(Definitions definitions, TableRegistry registry, EdgeView view) {
    this.definitions = definitions;
    this.registry = registry;
    this.view = view;
  }

  /** Hears of what others do from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // It looks until this is closed.
  void start() {
    looking.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      refresh().orTimeout(10, TimeUnit.SECONDS).join();
      readable().orTimeout(10, TimeUnit.SECONDS).join();
    } catch (RuntimeException e) {
      LOG.debug("tables not read: {}", e.getMessage());
    }
  }

  Definitions definitions() {
    return definitions;
  }

  /** As it was last read. */
  CreatedTables created() {
    return created;
  }

  CompletableFuture<CreatedTables> refresh() {
    return registry
        .read()
        .thenApply(
            bytes -> {
              see(CreatedTables.of(bytes));
              return created;
            });
  }

  /** What was read earlier may come later. */
  private synchronized void see(CreatedTables next) {
    created = next.revision() > created.revision() ? next : created;
  }

  /** As it is now, or, where that cannot be read, as it was last read. */
  CompletableFuture<CreatedTables> latest() {
    return keepsEdges()
        ? refresh().exceptionally(failure -> created)
        : CompletableFuture.completedFuture(created);
  }

  /**
   * What can be read now, made once for all questions.
   *
   * @param filledAgain whether the view was lost and does not hold everything again yet
   * @param tables the declared ones as they can be read, by their code
   */
  private record ReadableTables(
      boolean filledAgain, EdgeParts.Known parts, Map<Long, EdgeTable> tables) {
    static ReadableTables of(
        boolean filledAgain, EdgeParts.Known parts, Collection<EdgeTable> declared) {
      Map<Long, EdgeTable> tables = new HashMap<>();
      declared.forEach(table -> tables.put(table.code(), parts.readable(table)));
      return new ReadableTables(filledAgain, parts, tables);
    }
  }

  private CompletableFuture<Void> readable() {
    return CarryMark.isFilledAgain(view)
        .thenCombine(
            EdgeParts.read(view),
            (again, parts) -> ReadableTables.of(again, parts, definitions.tables()))
        .thenAccept(found -> readable = found);
  }

  /** What is found, for who reads: fails while the view does not hold all that is in the log. */
  <T> CompletableFuture<T> read(Supplier<T> find) {
    return found(find)
        .thenApply(
            found -> {
              ReadableTables now = readable;
              if (now != null && now.filledAgain()) {
                throw new ProblemException(
                    Problem.EDGES_LOST, "The view was lost, and the speed layer fills it again");
              }
              return found;
            });
  }

  /** What is found; where no such table is known, what is found once they were read again. */
  <T> CompletableFuture<T> found(Supplier<T> find) {
    return readable == null && keepsEdges()
        ? readable().thenCompose(done -> foundNow(find))
        : foundNow(find);
  }

  private <T> CompletableFuture<T> foundNow(Supplier<T> find) {
    try {
      return CompletableFuture.completedFuture(find.get());
    } catch (ProblemException e) {
      return e.problem() == Problem.UNKNOWN_TABLE && keepsEdges()
          ? refresh().thenApply(known -> find.get())
          : CompletableFuture.failedFuture(e);
    }
  }

  /** Whether the layers keep edges at all: where definitions declare no table, they do not. */
  boolean keepsEdges() {
    return !definitions.tables().isEmpty();
  }

  /** The table that a request is about. */
  EdgeTable of(ServiceRequestContext context) {
    return of(database(context), name(context));
  }

  EdgeTable of(String database, String name) {
    EdgeTable declared = definitions.table(database, name);
    if (declared != null) {
      ReadableTables now = readable;
      return now == null ? declared : now.tables().getOrDefault(declared.code(), declared);
    }
    CreatedTables.Entry entry = created.table(database, name);
    if (entry == null || !entry.active()) {
      throw unknown(database + "/" + name);
    }
    return entry.table();
  }

  /** The names of the indexes and groups of a declared table that are not complete. */
  Set<String> missing(EdgeTable table) {
    ReadableTables now = readable;
    EdgeTable declared = definitions.table(table.database(), table.name());
    return now == null || declared == null ? Set.of() : now.parts().missing(declared);
  }

  static String database(ServiceRequestContext context) {
    return String.valueOf(context.pathParam("database"));
  }

  static String name(ServiceRequestContext context) {
    return String.valueOf(context.pathParam("table"));
  }

  static ProblemException unknown(String what) {
    return new ProblemException(
        Problem.UNKNOWN_TABLE, what + " (expected: a database and a table that are there)");
  }

  /**
   * Changes the tables that were made, whatever others change at the same time.
   *
   * @param change may run several times
   */
  CompletableFuture<CreatedTables> change(UnaryOperator<CreatedTables> change) {
    return change(change, TRIES);
  }

  private CompletableFuture<CreatedTables> change(UnaryOperator<CreatedTables> change, int tries) {
    return registry
        .read()
        .thenCompose(
            old -> {
              CreatedTables next = change.apply(CreatedTables.of(old));
              return registry
                  .replace(old, next.bytes())
                  .thenCompose(
                      done -> {
                        if (done) {
                          see(next);
                          return CompletableFuture.completedFuture(next);
                        }
                        if (tries == 0) {
                          throw new IllegalStateException("tables changed at each try");
                        }
                        return change(change, tries - 1);
                      });
            });
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
