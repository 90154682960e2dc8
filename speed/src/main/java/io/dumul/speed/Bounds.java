package io.dumul.speed;

/**
 * How far the batch layer is, as the speed layer last read it; it never goes back.
 *
 * @param published the last epoch that the batch view covers, -1 for none
 * @param expired the last epoch whose increments may be gone from the view, -1 for none
 */
record Bounds(long published, long expired) {
  static final Bounds NONE = new Bounds(-1, -1);

  Bounds max(Bounds other) {
    return new Bounds(Math.max(published, other.published), Math.max(expired, other.expired));
  }
}
