package io.dumul.local.bench;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      SpeedCommand.class,
      BatchCommand.class,
      JmhCommand.class,
      ReadCommand.class,
      ReadPeerCommand.class,
      PeerCommand.class,
      BatchPeerCommand.class
    },
    description = "Measures Dumul's layers beside other ways to do the same.")
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
