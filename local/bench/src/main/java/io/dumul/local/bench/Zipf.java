package io.dumul.local.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers of which the n-th is drawn 1/n as often as the first. */
final class Zipf {
  private final double[] upTo;

  Zipf(int size) {
    this.upTo = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
  }

  int next(SplittableRandom random) {
    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
  }
}
