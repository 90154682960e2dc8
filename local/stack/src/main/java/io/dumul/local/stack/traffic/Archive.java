package io.dumul.local.stack.traffic;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A file, or the files in a tar, plain or compressed with gzip or zstd, as the name says. */
final class Archive {

  /** Takes one file. */
  interface Visitor {
    /**
     * @return whether to go on
     */
    boolean visit(String name, InputStream content) throws IOException;
  }

  private final Path path;
  private final PathMatcher wanted;

  /**
   * @param glob which files of an archive to read, a glob over whole names
   */
  Archive(Path path, String glob) {
    this.path = path;
    this.wanted = FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  /** Visits the files in the archive's order, without holding any. */
  void inArchiveOrder(Visitor visitor) throws IOException {
    String name = String.valueOf(path.getFileName());
    try (InputStream in = open(name)) {
      String plain = name.replaceFirst("\\.(gz|zst)$", "");
      if (plain.endsWith(".tar")) {
        entries(in, visitor);
      } else {
        visitor.visit(plain, in);
      }
    }
  }

  /** Visits the files in the order of their names; the whole archive is held meanwhile. */
  void inNameOrder(Visitor visitor) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    inArchiveOrder(
        (name, content) -> {
          files.put(name, content.readAllBytes());
          return true;
        });
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!visitor.visit(file.getKey(), new ByteArrayInputStream(file.getValue()))) {
        return;
      }
    }
  }

  private void entries(InputStream in, Visitor visitor) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(in);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.isFile()
          && wanted.matches(Path.of(entry.getName()))
          && !visitor.visit(entry.getName(), tar)) {
        return;
      }
    }
  }

  private InputStream open(String name) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    if (name.endsWith(".zst")) {
      return new BufferedInputStream(new ZstdInputStream(file).setLongMax(31), 1 << 16);
    }
    return name.endsWith(".gz")
        ? new BufferedInputStream(new GZIPInputStream(file), 1 << 16)
        : file;
  }
}
