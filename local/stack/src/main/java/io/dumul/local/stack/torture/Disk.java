package io.dumul.local.stack.torture;

import io.dumul.local.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own for a data folder: a file that is mounted there, so that it can be full
 * or frozen without harm to anything else.
 */
record Disk(Path image, Path folder) {
  private static final String FILLER = "filler";

  /** Whether this machine lets us: root, loop devices and the tools. */
  static boolean possible(Path scratch) {
    if (!Shell.isRoot()) {
      return false;
    }
    Disk disk = new Disk(scratch.resolve("probe.img"), scratch.resolve("probe"));
    try {
      disk.mount(8);
      disk.freeze();
      disk.thaw();
      disk.unmount();
      Files.delete(disk.image());
      return true;
    } catch (IOException | StackException e) {
      return false;
    }
  }

  void mount(int megabytes) {
    try {
      Files.createDirectories(folder);
      Files.createDirectories(image.getParent());
    } catch (IOException e) {
      throw new StackException(folder + ": cannot be made", e);
    }
    Shell.run("truncate", "-s", megabytes + "m", image.toString());
    Shell.run("mkfs.ext4", "-q", "-m", "0", "-F", image.toString());
    Shell.run("mount", "-o", "loop", image.toString(), folder.toString());
    Shell.run("rmdir", folder.resolve("lost+found").toString());
  }

  /** Takes every byte that is left. */
  void fill() {
    for (long piece = folder.toFile().getUsableSpace(), n = 0; piece >= 4096; n++) {
      String file = folder.resolve(FILLER + n).toString();
      if (!Shell.succeeds("fallocate", "-l", Long.toString(piece), file)) {
        piece /= 2;
      } else {
        piece = Math.min(piece, folder.toFile().getUsableSpace());
      }
    }
  }

  void empty() {
    Shell.succeeds("find", folder.toString(), "-maxdepth", "1", "-name", FILLER + "*", "-delete");
  }

  /** Holds back all writes until {@link #thaw}. */
  void freeze() {
    Shell.run("fsfreeze", "-f", folder.toString());
  }

  void thaw() {
    Shell.succeeds("fsfreeze", "-u", folder.toString());
  }

  void unmount() {
    thaw();
    if (!Shell.succeeds("umount", folder.toString())) {
      Shell.succeeds("umount", "-l", folder.toString());
    }
  }
}
