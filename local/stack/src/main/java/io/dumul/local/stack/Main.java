package io.dumul.local.stack;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The Java side of {@code ./dumul}. */
@Command(
    name = "dumul",
    mixinStandardHelpOptions = true,
    subcommands = {
      StartCommand.class,
      StopCommand.class,
      StatusCommand.class,
      CleanCommand.class,
      LogsCommand.class,
      BatchCommand.class,
      SqlCommand.class,
      TrafficCommand.class,
      DemoCommand.class
    },
    description = "Runs all of Dumul on this machine.")
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler((e, line, result) -> fail(e, line))
            .execute(args));
  }

  private static int fail(Exception e, CommandLine line) throws Exception {
    if (e instanceof StackException || e instanceof IllegalArgumentException) {
      line.getErr().println("dumul: " + e.getMessage());
      return 1;
    }
    throw e;
  }
}
