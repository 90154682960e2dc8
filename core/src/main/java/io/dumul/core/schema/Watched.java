package io.dumul.core.schema;

/** A text that may be looked at only so often: what a search that backtracks looks at. */
final class Watched implements CharSequence {
  private static final int MOST_LOOKS = 5_000_000;

  private final String text;
  private int looks;

  Watched(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++looks > MOST_LOOKS) {
      throw new Expressions.TooMuch();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
