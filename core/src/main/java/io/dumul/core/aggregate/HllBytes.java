package io.dumul.core.aggregate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Brings a compact HLL image of Apache DataSketches (serial version 1, little endian) into the one
 * form that all images of the same set have. In the modes LIST and SET, where the values stand as
 * 4-byte coupons, these are sorted; in the mode HLL the HIP accumulator becomes 0. In all modes the
 * flag says out of order, so whoever reads the image uses the composite estimate.
 */
final class HllBytes {
  private static final int PRE_INTS = 0;
  private static final int FLAGS = 5;
  private static final int OUT_OF_ORDER = 16;
  private static final int LIST_PRE_INTS = 2;
  private static final int SET_PRE_INTS = 3;
  private static final int LEAST = 6;
  private static final int HIP = 8;
  private static final int AT_LEAST = 32;
  private static final int REGISTERS = 40;

  private HllBytes() {}

  static byte[] canonical(byte[] image) {
    int preInts = image[PRE_INTS] & 0x3f;
    image[FLAGS] |= OUT_OF_ORDER;
    if (preInts == LIST_PRE_INTS || preInts == SET_PRE_INTS) {
      sort(image, preInts * Integer.BYTES);
    } else {
      registers(ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN));
    }
    return image;
  }

  private static void registers(ByteBuffer image) {
    int zeros = 0;
    for (int i = REGISTERS; i < image.capacity(); i++) {
      zeros += image.get(i) == 0 ? 1 : 0;
    }
    image.putDouble(HIP, 0).put(LEAST, (byte) 0).putInt(AT_LEAST, zeros);
  }

  private static void sort(byte[] image, int from) {
    ByteBuffer coupons = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int[] sorted = new int[(image.length - from) / Integer.BYTES];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = coupons.getInt(from + i * Integer.BYTES);
    }
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      coupons.putInt(from + i * Integer.BYTES, sorted[i]);
    }
  }
}
