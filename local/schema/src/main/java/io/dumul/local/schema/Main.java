package io.dumul.local.schema;

import io.dumul.core.definition.DefinitionException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs {@code ./dumul schema}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    subcommands = {
      SuiteCommand.class,
      ValidateCommand.class,
      CheckCommand.class,
      PlanCommand.class,
      AlertsCommand.class,
      JavaCommand.class
    },
    description = "Tries schemas before release.")
public final class Main {
  /** Documents may be 10,000 levels deep, and a validator descends with them. */
  private static final long STACK_BYTES = 1L << 29;

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    int[] status = {1};
    Thread run = new Thread(null, () -> status[0] = run(args), "schema", STACK_BYTES);
    run.start();
    run.join();
    System.exit(status[0]);
  }

  /**
   * @return 0 where all is well, 1 where something fails, 2 where it could not be tried
   */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((e, line, result) -> fail(e, line))
        .execute(args);
  }

  private static int fail(Exception e, CommandLine line) throws Exception {
    if (e instanceof UnreadableException
        || e instanceof IllegalArgumentException
        || e instanceof DefinitionException) {
      line.getErr().println("dumul: " + e.getMessage());
      return 2;
    }
    throw e;
  }
}
