package io.dumul.local.stack.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class TortureTest {
  private static final long MOST_MINUTES = 10;

  @Test
  void aShortChapterLosesAndDoublesNothingAndTheCheckerSees(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws IOException, InterruptedException {
    if (!Network.possible()) {
      ShortChapter.withoutNetwork(folder);
      return;
    }
    List<String> command = new ArrayList<>(Network.own());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Duser.timezone=UTC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ShortChapter.class.getName(), folder.toString()));
    Path log = Files.createTempFile("dumul-torture", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
    if (!ended) { // asked to end, it takes its processes with it
      process.descendants().forEach(ProcessHandle::destroy);
      process.waitFor(1, TimeUnit.MINUTES);
    }
    String said = Files.readString(log);
    System.out.println(said);
    Files.delete(log);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
