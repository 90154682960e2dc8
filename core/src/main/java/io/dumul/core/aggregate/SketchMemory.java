package io.dumul.core.aggregate;

/**
 * Lets DataSketches' memory start on a JDK that is newer than those it names.
 *
 * <p>datasketches-memory 3.0.2 reads {@code java.version} once, when its first class is made ready,
 * and refuses all but 8, 11, 17 and 21 because its off-heap maps fail elsewhere. The sketches here
 * are on the heap only. So that class is made ready while the property says 21.
 */
final class SketchMemory {
  private static final String VERSION = "java.version";
  private static final int NEWEST_KNOWN = 21;

  static {
    if (Runtime.version().feature() > NEWEST_KNOWN) {
      start();
    }
  }

  private SketchMemory() {}

  /** Does nothing more than to load this class, which is enough. */
  static void prepare() {}

  private static void start() {
    String actual = System.getProperty(VERSION);
    System.setProperty(VERSION, Integer.toString(NEWEST_KNOWN));
    try {
      Class.forName("org.apache.datasketches.memory.internal.ResourceImpl");
    } catch (ClassNotFoundException e) {
      throw new LinkageError("datasketches-memory (expected: 3.0.2)", e);
    } finally {
      System.setProperty(VERSION, actual);
    }
  }
}
