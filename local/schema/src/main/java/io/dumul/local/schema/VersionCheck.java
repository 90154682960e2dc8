package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.definition.SchemaVersion;
import java.util.List;

/**
 * What became of one published event type.
 *
 * @param needed the least version that the new schema may have
 */
record VersionCheck(
    SchemaVersion was, SchemaVersion is, SchemaVersion needed, Level level, List<Change> changes) {

  static VersionCheck of(JsonNode before, JsonNode after) {
    SchemaVersion was = version(before);
    List<Change> changes = Changes.between(before, after);
    Level level = Changes.level(changes);
    SchemaVersion needed =
        switch (level) {
          case WORDS -> was;
          case ADDITION -> was.nextAddition();
          case REVISION -> was.nextRevision();
          case MODEL -> was.nextModel();
        };
    return new VersionCheck(was, version(after), needed, level, changes);
  }

  boolean isWrong() {
    return is.compareTo(needed) < 0;
  }

  /** What the version should have been, and why. */
  String text() {
    if (!isWrong()) {
      return was + " -> " + is + ", " + level;
    }
    String how = is.equals(was) ? "changed without a new version" : "has too small a version";
    return was + " -> " + is + ", " + level + ": " + how + " (expected: " + needed + " or more)";
  }

  /** Before versions had three parts they were one number. */
  private static SchemaVersion version(JsonNode schema) {
    JsonNode version = schema.path("x-version");
    return SchemaVersion.parse(version.isInt() ? version.asText() + "-0-0" : version.asText());
  }
}
