package io.dumul.core.definition;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of an event type's schema, MODEL-REVISION-ADDITION, as {@code 1-0-2}: model grows
 * when old events are not valid any more, revision when some may not be, addition when all are.
 */
public record SchemaVersion(int model, int revision, int addition)
    implements Comparable<SchemaVersion> {
  private static final Pattern TEXT =
      Pattern.compile("([1-9]\\d{0,8})-(0|[1-9]\\d{0,8})-(0|[1-9]\\d{0,8})");
  private static final Comparator<SchemaVersion> ORDER =
      Comparator.comparingInt(SchemaVersion::model)
          .thenComparingInt(SchemaVersion::revision)
          .thenComparingInt(SchemaVersion::addition);

  public SchemaVersion {
    if (model < 1 || revision < 0 || addition < 0) {
      throw new IllegalArgumentException(
          "version: " + model + "-" + revision + "-" + addition + " (expected: 1-0-0 or more)");
    }
  }

  /**
   * @throws IllegalArgumentException where the text is no version
   */
  public static SchemaVersion parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "version: " + text + " (expected: MODEL-REVISION-ADDITION, as 1-0-0)"));
  }

  /** Reads a version; empty where the text is none. */
  public static Optional<SchemaVersion> find(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new SchemaVersion(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  /**
   * The version that a {@code dataschema} names: this one where it is the schema's {@code id}, an
   * older revision or addition where that stands behind it; empty where it names another.
   */
  Optional<SchemaVersion> named(String id, String dataschema) {
    if (dataschema.equals(id)) {
      return Optional.of(this);
    }
    if (!dataschema.startsWith(id + "-")) {
      return Optional.empty();
    }
    return find(model + dataschema.substring(id.length()))
        .filter(named -> named.compareTo(this) <= 0);
  }

  public SchemaVersion nextModel() {
    return new SchemaVersion(model + 1, 0, 0);
  }

  public SchemaVersion nextRevision() {
    return new SchemaVersion(model, revision + 1, 0);
  }

  public SchemaVersion nextAddition() {
    return new SchemaVersion(model, revision, addition + 1);
  }

  @Override
  public int compareTo(SchemaVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return model + "-" + revision + "-" + addition;
  }
}
