package io.dumul.local.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs benchmarks: the one that is named, or all of them. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      SpeedCommand.class,
      FreshCommand.class,
      ReadCommand.class,
      EdgesCommand.class,
      LayersCommand.class,
      BatchCommand.class,
      GrowCommand.class,
      JmhCommand.class,
      ChartsCommand.class,
      PeerCommand.class,
      BatchPeerCommand.class,
      ReadPeerCommand.class,
      LayersBatchCommand.class,
      HistoryCommand.class
    },
    description =
        "Measures Dumul's layers beside other ways to do the same. Without a command it runs all,"
            + " one after the other, which takes hours, and draws charts.")
public final class Main implements Callable<Integer> {
  private static final List<String> ALL =
      List.of("speed", "fresh", "read", "edges", "layers", "batch", "grow", "jmh");

  @Option(names = "--short", description = "Less of everything: a quarter of an hour.")
  private boolean brief;

  private Main() {}

  @Override
  public Integer call() {
    List<String> failed = new ArrayList<>();
    for (String each : ALL) {
      System.out.println("\n## " + each);
      String[] command = brief ? new String[] {each, "--short"} : new String[] {each};
      if (new CommandLine(new Main()).execute(command) != 0) {
        failed.add(each);
      }
    }
    if (new CommandLine(new Main()).execute("charts") != 0) {
      failed.add("charts");
    }
    System.out.println(
        failed.isEmpty() ? "bench: all have ended well" : "bench: failed: " + failed);
    return failed.isEmpty() ? 0 : 1;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
