package io.dumul.core.schema;

import java.util.Arrays;
import java.util.BitSet;

/** A set of Unicode code points, as ranges with both ends, ascending. */
final class CodePoints {
  static final int LAST = Character.MAX_CODE_POINT;
  static final CodePoints ALL = range(0, LAST);

  private final int[] ranges;

  private CodePoints(int[] ranges) {
    this.ranges = ranges;
  }

  static CodePoints range(int first, int last) {
    return new CodePoints(new int[] {first, last});
  }

  static CodePoints of(BitSet points) {
    int[] ranges = new int[16];
    int size = 0;
    for (int first = points.nextSetBit(0); first >= 0; ) {
      int after = points.nextClearBit(first);
      if (size == ranges.length) {
        ranges = Arrays.copyOf(ranges, size * 2);
      }
      ranges[size++] = first;
      ranges[size++] = after - 1;
      first = points.nextSetBit(after);
    }
    return new CodePoints(Arrays.copyOf(ranges, size));
  }

  void addTo(BitSet points) {
    for (int i = 0; i < ranges.length; i += 2) {
      points.set(ranges[i], ranges[i + 1] + 1);
    }
  }

  CodePoints negate() {
    BitSet points = new BitSet(LAST + 1);
    addTo(points);
    points.flip(0, LAST + 1);
    return of(points);
  }

  boolean contains(int point) {
    for (int i = 0; i < ranges.length && ranges[i] <= point; i += 2) {
      if (point <= ranges[i + 1]) {
        return true;
      }
    }
    return false;
  }

  boolean overlaps(CodePoints other) {
    for (int i = 0, j = 0; i < ranges.length && j < other.ranges.length; ) {
      if (ranges[i + 1] < other.ranges[j]) {
        i += 2;
      } else if (other.ranges[j + 1] < ranges[i]) {
        j += 2;
      } else {
        return true;
      }
    }
    return false;
  }

  /** A class in the syntax that RE2 and the JDK share; never matches where the set is empty. */
  String regex() {
    if (ranges.length == 0) {
      return "[^\\x{0}-\\x{10FFFF}]";
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < ranges.length; i += 2) {
      text.append("\\x{").append(Integer.toHexString(ranges[i])).append('}');
      if (ranges[i + 1] > ranges[i]) {
        text.append("-\\x{").append(Integer.toHexString(ranges[i + 1])).append('}');
      }
    }
    return text.append(']').toString();
  }
}
