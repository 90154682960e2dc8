package io.dumul.local.stack;

import io.dumul.local.stack.torture.TortureCommand;
import java.io.UncheckedIOException;
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
      DemoCommand.class,
      TortureCommand.class
    },
    description = "Runs all of Dumul on this machine.")
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(args));
  }

  /** Every command has --help but batch, which passes it on as any other argument. */
  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Main())
            .setExpandAtFiles(false)
            .setExecutionExceptionHandler((e, command, result) -> fail(e, command))
            .setParameterExceptionHandler((e, arguments) -> wrong(e));
    line.getSubcommands().forEach(Main::adapt);
    return line;
  }

  private static void adapt(String name, CommandLine command) {
    boolean passesOn = name.equals("batch");
    command.setUnmatchedOptionsArePositionalParams(passesOn);
    command.getCommandSpec().mixinStandardHelpOptions(!passesOn);
  }

  private static int wrong(CommandLine.ParameterException e) {
    String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    e.getCommandLine().getErr().println("dumul: " + e.getMessage() + " (./" + help + " says more)");
    return 2;
  }

  private static int fail(Exception e, CommandLine line) throws Exception {
    if (e instanceof StackException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException) {
      line.getErr().println("dumul: " + e.getMessage());
      return 1;
    }
    throw e;
  }
}
