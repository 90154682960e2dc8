package io.dumul.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the launcher understands, and that one of it works in a folder at a time. */
class CommandsTest {
  @TempDir private Path folder;

  @Test
  void batchPassesOnWhatItDoesNotKnow() {
    assertThat(passedOn("recompute", "--from", "2026-03-01", "--to=2026-03-02", "--list"))
        .containsExactly("recompute", "--from", "2026-03-01", "--to=2026-03-02", "--list");
    assertThat(passedOn("--dir", "x", "close", "--at", "2026-03-01T00:00:00Z"))
        .containsExactly("close", "--at", "2026-03-01T00:00:00Z");
    assertThat(passedOn("sql", "--format", "json", "select 1", "--dir", "x", "--limit", "3"))
        .containsExactly("sql", "--format", "json", "select 1", "--limit", "3");
    assertThat(passedOn("recompute", "--help")).containsExactly("recompute", "--help");
    assertThat(passedOn("--help")).containsExactly("--help");
  }

  private static List<String> passedOn(String... arguments) {
    return parse("batch", arguments).subcommand().matchedPositionalValue(0, List.<String>of());
  }

  @Test
  void optionsOfAQueryStandAnywhere() {
    for (String[] arguments :
        List.of(
            new String[] {"--format", "json", "--limit", "5", "select 1", "--dir", "x"},
            new String[] {"select 1", "--dir", "x", "--limit=5", "--format=json"})) {
      CommandLine.ParseResult sql = parse("sql", arguments).subcommand();
      assertThat(sql.matchedPositionalValue(0, "")).isEqualTo("select 1");
      assertThat(sql.matchedOptionValue("--format", "")).isEqualTo("json");
      assertThat(sql.matchedOptionValue("--limit", 0)).isEqualTo(5);
    }
  }

  private static CommandLine.ParseResult parse(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    return Main.commandLine().parseArgs(all.toArray(String[]::new));
  }

  @Test
  void wrongArgumentsAreOneLine() {
    assertThat(errors(2, "start", "--nothing"))
        .isEqualTo("dumul: Unknown option: '--nothing' (./dumul start --help says more)");
    assertThat(errors(2, "sql")).startsWith("dumul: Missing required parameter: 'QUERY'");
    assertThat(errors(1, "start", "--dir", folder.toString(), "kafak"))
        .isEqualTo(
            "dumul: process: kafak (expected: one of [kafka, hbase, speed, serving, airflow])");
    assertThat(errors(0, "start", "--help")).isEmpty();
  }

  private static String errors(int status, String... arguments) {
    StringWriter errors = new StringWriter();
    CommandLine line = Main.commandLine().setErr(new PrintWriter(errors));
    line.setOut(new PrintWriter(new StringWriter()));
    assertThat(line.execute(arguments)).isEqualTo(status);
    return errors.toString().strip();
  }

  @Test
  void oneLauncherWorksInAFolder() throws Exception {
    Stack stack = Stack.onFreePorts(folder);
    assertThat(stop()).isEmpty();
    stack.hold();
    String refused =
        folder + ": in use by process " + ProcessHandle.current().pid() + " (expected: one start,";
    assertThat(stop()).startsWith("dumul: " + refused).hasLineCount(1);
    assertThatThrownBy(() -> Stack.in(folder, Map.of(), line -> {}).start(Programs.KAFKA))
        .hasMessageStartingWith(refused);
    stack.close();
    assertThat(stop()).isEmpty();
  }

  /** What another launcher says that is to stop everything in the folder. */
  private String stop() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "stop",
                "--dir",
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isEqualTo(output.isEmpty() ? 0 : 1);
    return output;
  }

  @Test
  void cleanRemovesReplayedSetsToo() {
    Stack set = Stack.onFreePorts(folder.resolve("sets/globo"));
    assertThat(set.folder().barrierKey()).exists();
    assertThat(errors(0, "clean", "--dir", folder.toString())).isEmpty();
    assertThat(folder.resolve("sets")).doesNotExist();
    assertThat(Files.exists(folder.resolve("conf"))).isFalse();
  }
}
