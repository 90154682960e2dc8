package io.dumul.core.schema;

import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version of JSON Schema. */
public enum Draft {
  DRAFT_4("draft4", SpecificationVersion.DRAFT_4),
  DRAFT_6("draft6", SpecificationVersion.DRAFT_6),
  DRAFT_7("draft7", SpecificationVersion.DRAFT_7),
  DRAFT_2019_09("draft2019-09", SpecificationVersion.DRAFT_2019_09),
  DRAFT_2020_12("draft2020-12", SpecificationVersion.DRAFT_2020_12);

  private final String title;
  private final SpecificationVersion version;

  Draft(String title, SpecificationVersion version) {
    this.title = title;
    this.version = version;
  }

  /** The draft of a name as {@code draft2020-12}, {@code 2020-12} or {@code 7}; null if none. */
  public static @Nullable Draft named(String name) {
    for (Draft draft : values()) {
      if (List.of(draft.title, draft.title.substring("draft".length())).contains(name)) {
        return draft;
      }
    }
    return null;
  }

  /** All names, oldest first. */
  public static List<String> titles() {
    return Arrays.stream(values()).map(Draft::title).toList();
  }

  /** The name, as {@code draft2020-12}. */
  public String title() {
    return title;
  }

  /** The URI that a document's {@code $schema} names it by. */
  public String uri() {
    return version.getDialectId();
  }

  SpecificationVersion version() {
    return version;
  }
}
