package io.dumul.local.schema;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The suites of peers, unpacked; who wrote them is in their own folders. */
final class Suites {
  private static final Path ARCHIVE =
      Path.of(System.getProperty("data", "../../../shared/data"), "schema_suites.tar.zst");

  private Suites() {}

  /** Unpacks all into a folder; skips the test where the archive is not at hand. */
  static void unpack(Path folder) throws IOException {
    assumeTrue(Files.exists(ARCHIVE), ARCHIVE + " is not there: the suites of peers are not run");
    try (InputStream file = new BufferedInputStream(Files.newInputStream(ARCHIVE));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new ZstdInputStream(file).setLongMax(31))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (entry.isFile() && target.startsWith(folder)) {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
        }
      }
    }
  }

  /** The folder of this name, wherever in the archive it is. */
  static Path find(Path root, String name) throws IOException {
    try (var all = Files.walk(root, 4)) {
      return all.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
