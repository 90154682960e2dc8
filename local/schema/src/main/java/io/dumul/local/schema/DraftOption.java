package io.dumul.local.schema;

import io.dumul.core.schema.Draft;
import org.jspecify.annotations.Nullable;

/** The value of {@code --draft}. */
final class DraftOption {
  private DraftOption() {}

  static @Nullable Draft of(@Nullable String name) {
    if (name == null) {
      return null;
    }
    Draft draft = Draft.named(name);
    if (draft == null) {
      throw new IllegalArgumentException(
          "draft: " + name + " (expected: one of " + Draft.titles() + ")");
    }
    return draft;
  }
}
