package io.dumul.batch;

import io.dumul.batch.lake.EpochCommit.ConcurrentLandException;
import io.dumul.batch.lake.Json;
import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.batch.log.LogException;
import io.dumul.core.config.Settings;
import io.dumul.core.definition.DefinitionException;
import io.dumul.core.definition.LocalDay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands. Each prints one line of JSON and ends with 0, or says on stderr why not. */
@Command(
    name = "batch",
    description = "The batch layer: from the log to the published batch view.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Main.CloseCommand.class,
      Main.LandCommand.class,
      Main.RecomputeCommand.class,
      Main.AuditCommand.class,
      Main.EdgesCommand.class,
      Main.LoadEdgesCommand.class,
      Main.PublishCommand.class,
      Main.BackfillCommand.class,
      Main.RecoverCommand.class,
      Main.TakeOutCommand.class,
      Main.PutBackCommand.class,
      Main.EraseCommand.class,
      Main.RollbackCommand.class,
      Main.StatusCommand.class,
      Main.ExpireCommand.class,
      Main.MaintainCommand.class,
      Main.InitCommand.class,
      Main.SqlCommand.class
    })
public final class Main {
  @Option(
      names = "--config",
      scope = CommandLine.ScopeType.INHERIT,
      description = "A properties file with the settings.")
  private @Nullable Path config;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Main())
        .registerConverter(Instant.class, text -> OffsetDateTime.parse(text).toInstant())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(LocalDay.class, LocalDay::parse)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof AnalysisException) {
      command
          .getErr()
          .println(command.getCommandName() + ": " + message.lines().findFirst().orElse(""));
    } else if (isPlain(e)) {
      command.getErr().println(command.getCommandName() + ": " + message);
    } else {
      e.printStackTrace(command.getErr());
    }
    return 1;
  }

  /** Whether the message says all there is to know. */
  private static boolean isPlain(Exception e) {
    return e instanceof RefusedException
        || e instanceof LogException
        || e instanceof ConcurrentLandException
        || e instanceof DefinitionException
        || e instanceof IllegalArgumentException;
  }

  private int run(Function<Batch, @Nullable Object> command, boolean commits) {
    Settings all = Settings.load(config, System.getenv(), BatchSettings.ALL);
    BatchSettings settings = BatchSettings.of(all);
    if (commits) {
      ClockCheck.require(Instant.now(), settings.log().time());
    }
    try (Batch batch =
        new Batch(
            settings,
            settings.log(),
            new HBaseSource(settings.views()),
            checkpoint(),
            Main::progress,
            UUID::randomUUID)) {
      try {
        Object result = command.apply(batch);
        if (result != null) {
          System.out.println(Json.write(result));
        }
        return 0;
      } finally {
        writeMetrics(all.get(BatchSettings.METRICS_FILE), batch);
      }
    }
  }

  /** Metrics that cannot be written fail no step. */
  private static void writeMetrics(String file, Batch batch) {
    if (file.isEmpty()) {
      return;
    }
    try {
      StatusMetrics.write(Path.of(file), Status.of(batch), Instant.now());
    } catch (IOException | RuntimeException e) {
      progress("metrics-file: " + file + ": not written: " + e.getMessage());
    }
  }

  private static void progress(String line) {
    System.err.println(line);
  }

  /** For tests: the process dies where DUMUL_CRASH_AT says, as if by kill -9. */
  private static Checkpoint checkpoint() {
    String crash = System.getenv("DUMUL_CRASH_AT");
    return point -> {
      if (point.equals(crash)) {
        System.err.println("crash at " + point);
        Runtime.getRuntime().halt(137);
      }
    };
  }

  /** What every subcommand has. */
  abstract static class Step implements Callable<Integer> {
    @CommandLine.ParentCommand private @Nullable Main main;

    /** Returns what is printed as JSON; null where it has printed its answer. */
    abstract @Nullable Object run(Batch batch);

    @Override
    public Integer call() {
      if (main == null) {
        throw new IllegalStateException("picocli sets the parent");
      }
      return main.run(this::run, commits());
    }

    /** Whether it writes into tables. */
    boolean commits() {
      return true;
    }
  }

  @Command(
      name = "close",
      description = "Closes an epoch: appends its barrier to every partition of the log.")
  static final class CloseCommand extends Step {
    @Option(
        names = {"--closing", "--at"},
        description = "The closing time, ISO 8601 with offset; now where it is not given.")
    private @Nullable Instant closing;

    @Override
    Object run(Batch batch) {
      return Close.run(batch, Optional.ofNullable(closing), Instant.now());
    }
  }

  @Command(name = "land", description = "Lands every closed epoch in Iceberg.")
  static final class LandCommand extends Step {
    @Option(names = "--epoch", description = "The last epoch to land; all where it is not given.")
    private @Nullable Long epoch;

    @Option(
        names = "--any-definitions",
        description = "Lands epochs that were closed with other definitions too.")
    private boolean anyDefinitions;

    @Override
    Object run(Batch batch) {
      OptionalLong through = epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
      return Land.run(batch, through, anyDefinitions);
    }
  }

  /** Both ends of a range of days. */
  static final class Range {
    @Option(names = "--from", required = true, description = "The first day, as 2026-03-01.")
    private LocalDate from = LocalDate.MIN;

    @Option(names = "--to", required = true, description = "The last day, included.")
    private LocalDate to = LocalDate.MAX;

    List<LocalDay> days(Recompute recompute) {
      if (to.isBefore(from)) {
        throw new RefusedException("to: " + to + " (expected: >= " + from + ")");
      }
      return recompute.range(from, to);
    }
  }

  @Command(
      name = "recompute",
      description = "Folds days anew from the activity log: those that need it, or those given.")
  static final class RecomputeCommand extends Step {
    @Option(
        names = {"--day", "--days"},
        split = ",",
        description = "Days to recompute, as 2026-03-01@Asia/Seoul.")
    private List<LocalDay> days = new ArrayList<>();

    @ArgGroup(exclusive = false)
    private @Nullable Range range;

    @Option(names = "--list", description = "Only lists the days that need it.")
    private boolean list;

    @Override
    Object run(Batch batch) {
      Recompute recompute = Recompute.of(batch);
      if (list) {
        return Recompute.Result.of(recompute.epoch(), recompute.stale());
      }
      if (range != null) {
        days.addAll(range.days(recompute));
      }
      return recompute.run(days.isEmpty() ? recompute.stale() : days);
    }
  }

  @Command(name = "publish", description = "Writes the batch view and moves readers to it.")
  static final class PublishCommand extends Step {
    @Option(names = "--full", description = "Writes every cell, as when the views were lost.")
    private boolean full;

    @Override
    Object run(Batch batch) {
      return Publish.run(batch, full);
    }
  }

  @Command(
      name = "audit",
      description = "Proves that no record is missing and that the speed layer counted the same.")
  static final class AuditCommand extends Step {
    @Option(
        names = "--epoch",
        description = "The epoch; every one after the published where it is not given.")
    private @Nullable Long epoch;

    @Override
    Object run(Batch batch) {
      List<Audit.Result> results =
          Audit.run(batch, epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch));
      if (results.stream().anyMatch(Audit.Result::failed)) {
        throw new RefusedException(Json.write(results));
      }
      return results;
    }
  }

  @Command(
      name = "edges",
      description = "Folds edges anew from the log, and mends what readers find otherwise.")
  static final class EdgesCommand extends Step {
    @Option(names = "--dry-run", description = "Only says what differs.")
    private boolean trial;

    @Override
    Object run(Batch batch) {
      Edges.Result result = Edges.run(batch, !trial);
      if (result.audit().failed()) {
        throw new RefusedException(Json.write(result));
      }
      return result;
    }
  }

  @Command(
      name = "load-edges",
      description = "Inserts the edges of a file through the log; twice is as good as once.")
  static final class LoadEdgesCommand extends Step {
    @Option(names = "--database", required = true, description = "Database of the table.")
    private String database = "";

    @Option(names = "--table", required = true, description = "The table of edges.")
    private String table = "";

    @Option(
        names = "--version",
        description = "The version of rows in a file without a column of this name.")
    private @Nullable Long version;

    @Parameters(
        paramLabel = "FILE",
        description =
            "Parquet (by its ending), or CSV with a header: source, target, id, version, and"
                + " properties by name.")
    private String file = "";

    @Override
    Object run(Batch batch) {
      Instant now = Instant.now();
      return EdgeLoad.run(
          batch, new EdgeLoad(batch.shipped(), database, table, version, now), file);
    }
  }

  @Command(
      name = "backfill",
      description = "Recomputes a range of days and publishes the same epoch under a new number.")
  static final class BackfillCommand extends Step {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private Range range = new Range();

    @Override
    Object run(Batch batch) {
      Recompute recompute = Recompute.of(batch);
      recompute.run(range.days(recompute));
      return Publish.run(batch, false);
    }
  }

  @Command(
      name = "recover",
      description = "Mends rejected events by a rule and lets them count, each once.")
  static final class RecoverCommand extends Step {
    @Option(names = "--rule", required = true, description = "A YAML file; see docs/recovery.md.")
    private Path rule = Path.of("");

    @Option(names = "--dry-run", description = "Only says what the rule would do.")
    private boolean trial;

    @Option(
        names = "--digest",
        description = "What a dry run said of the file; refuses one that was changed since.")
    private @Nullable String digest;

    @Option(
        names = "--samples",
        description = "How many events a dry run shows; ${DEFAULT-VALUE} by default.")
    private int samples = 5;

    @Override
    Object run(Batch batch) {
      return trial
          ? Recover.trial(batch, rule, samples)
          : Recover.run(batch, rule, Optional.ofNullable(digest));
    }
  }

  @Command(
      name = "take-out",
      description = "Lets the events of a producer no longer count, from the next epoch on.")
  static final class TakeOutCommand extends Step {
    @Option(names = "--source", required = true, description = "Their source.")
    private String source = "";

    @Option(names = "--app-version", description = "Their data.app_version.")
    private @Nullable String appVersion;

    @Option(names = "--from", description = "What the log took from this time on.")
    private @Nullable Instant from;

    @Option(names = "--to", description = "What the log took before this time.")
    private @Nullable Instant to;

    @Option(
        names = "--offsets",
        description = "Offsets by partition, as 0:100-200,1:7-9; the last is not in it.")
    private @Nullable String offsets;

    @Option(
        names = "--standing",
        description = "Also what the log takes from now on, until it is put back.")
    private boolean standing;

    @Option(names = "--reason", required = true, description = "Why, for those who ask later.")
    private String reason = "";

    @Override
    Object run(Batch batch) {
      var scope = new TakeOutScope(source, appVersion, from, to, offsets, standing);
      return new TakeOuts(batch).take(scope, reason);
    }
  }

  @Command(
      name = "put-back",
      description = "Lets what was taken out count again, from the next epoch on.")
  static final class PutBackCommand extends Step {
    @Parameters(paramLabel = "ID", description = "What take-out has answered.")
    private String id = "";

    @Override
    Object run(Batch batch) {
      return new TakeOuts(batch).undo(id);
    }
  }

  @Command(
      name = "erase",
      description =
          "Erases a user everywhere, and says what was removed where; without --subject it goes on"
              + " with all that are not done.")
  static final class EraseCommand extends Step {
    @Option(names = "--subject", description = "The user; for good.")
    private @Nullable String subject;

    @Option(names = "--reason", description = "Why, for those who ask later.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only says what there is of the user.")
    private boolean trial;

    @Option(names = "--status", description = "Only says how far all erasures are.")
    private boolean status;

    @Override
    Object run(Batch batch) {
      if (trial && subject == null) {
        throw new IllegalArgumentException("--dry-run: of nobody (expected: --subject too)");
      }
      Erase erase = new Erase(batch, Instant.now());
      if (status || subject == null) {
        return status ? erase.status() : erase.finishAll();
      }
      return trial ? erase.trial(subject) : erase.run(subject, reason);
    }
  }

  @Command(
      name = "rollback",
      description = "Moves readers back to an earlier publication, or forward again.")
  static final class RollbackCommand extends Step {
    @Option(names = "--to", required = true, description = "The number of the publication.")
    private long to;

    @Override
    Object run(Batch batch) {
      return MovePointer.to(batch, to);
    }
  }

  @Command(name = "status", description = "Says how far everything is.")
  static final class StatusCommand extends Step {
    @Override
    Object run(Batch batch) {
      return Status.of(batch);
    }

    @Override
    boolean commits() {
      return false;
    }
  }

  @Command(name = "expire", description = "Removes increments that no publication needs.")
  static final class ExpireCommand extends Step {
    @Override
    Object run(Batch batch) {
      return Expire.run(batch);
    }
  }

  @Command(name = "maintain", description = "Keeps the tables in Iceberg small.")
  static final class MaintainCommand extends Step {
    @Override
    Object run(Batch batch) {
      return Maintain.run(batch, Instant.now());
    }
  }

  @Command(
      name = "init",
      aliases = "tables",
      description = "Creates the tables that are not there, and names all.")
  static final class InitCommand extends Step {
    @Override
    Object run(Batch batch) {
      batch.lake().create();
      return Arrays.stream(LakeTable.values()).map(Lake::name).toList();
    }
  }

  @Command(name = "sql", description = "Runs a query of Spark SQL over the tables.")
  static final class SqlCommand extends Step {
    @Parameters(paramLabel = "QUERY", description = "As: select * from epochs")
    private String query = "";

    @Option(names = "--format", description = "table, csv or json; ${DEFAULT-VALUE} by default.")
    private Sql.Format format = Sql.Format.TABLE;

    @Option(names = "--limit", description = "Rows at most; ${DEFAULT-VALUE} by default.")
    private int limit = 1000;

    @Override
    @Nullable Object run(Batch batch) {
      Sql.run(batch, query, format, limit, System.out::println);
      return null;
    }

    @Override
    boolean commits() {
      return false;
    }
  }
}
