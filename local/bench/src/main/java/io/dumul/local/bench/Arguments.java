package io.dumul.local.bench;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Refuses what cannot be measured before anything is started.
 *
 * @param spec of the command that was called
 */
record Arguments(CommandSpec spec) {

  void requireKnown(String option, List<String> given, List<String> known) {
    for (String each : given) {
      if (!known.contains(each)) {
        throw refusal(option, each, "one of " + String.join(", ", known));
      }
    }
  }

  void requireAtLeast(String option, double given, double least) {
    if (given < least) {
      throw refusal(option, "" + given, ">= " + least);
    }
  }

  private CommandLine.ParameterException refusal(String option, String given, String expected) {
    return new CommandLine.ParameterException(
        spec.commandLine(), "%s: %s (expected: %s)".formatted(option, given, expected));
  }
}
