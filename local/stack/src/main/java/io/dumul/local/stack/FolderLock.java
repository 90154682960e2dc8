package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets one launcher at a time change what runs in a folder. The system releases it with the end of
 * its process, however that ends.
 */
final class FolderLock implements AutoCloseable {
  /** Those of this process: the system would let it have them twice. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private @Nullable FileChannel held;

  FolderLock(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /** Takes it, where this object does not have it yet. */
  synchronized void hold() {
    if (held == null) {
      if (!OWN.add(file)) {
        throw taken();
      }
      try {
        held = open();
      } finally {
        if (held == null) {
          OWN.remove(file);
        }
      }
    }
  }

  private FileChannel open() {
    try {
      Files.createDirectories(file.resolveSibling("."));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw taken();
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(name().getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private StackException taken() {
    String holder = "another process";
    try {
      holder = "process " + Files.readString(file).strip();
    } catch (IOException e) {
      // Its name is a courtesy.
    }
    return new StackException(
        file.resolveSibling("..").normalize()
            + ": in use by "
            + holder
            + " (expected: one start, demo, stop or clean at a time; end that one first)");
  }

  @Override
  public synchronized void close() {
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        held = null;
        OWN.remove(file);
      }
    }
  }
}
