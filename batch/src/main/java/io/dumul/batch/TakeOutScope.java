package io.dumul.batch;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events are taken out; what is null may be anything.
 *
 * @param appVersion their {@code data.app_version}
 * @param from when the log took the first
 * @param to when it took the first that is not meant
 * @param offsets as {@code 0:100-200,1:7-9}, the last of each not in it
 * @param standing also what the log takes after somebody asked, until it is undone
 */
record TakeOutScope(
    String source,
    @Nullable String appVersion,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String offsets,
    boolean standing) {
  private static final String OFFSETS = "\\d{1,9}:\\d{1,18}-\\d{1,18}";

  TakeOutScope {
    if (source.isEmpty()) {
      throw new IllegalArgumentException("source: nothing (expected: that of the events)");
    }
    if (offsets != null && !offsets.matches(OFFSETS + "(," + OFFSETS + ")*")) {
      throw new IllegalArgumentException(
          "offsets: " + offsets + " (expected: as 0:100-200,1:7-9, the last not in it)");
    }
    if (standing && (to != null || offsets != null)) {
      throw new IllegalArgumentException(
          "standing: with an end (expected: neither --to nor --offsets, as put-back ends it)");
    }
  }

  /** As a condition on rows of the activity log. */
  String condition() {
    return Stream.of(
            is("source", source),
            is("get_json_object(data, '$.app_version')", appVersion),
            from == null ? "true" : "append_time >= timestamp'" + from + "'",
            to == null ? "true" : "append_time < timestamp'" + to + "'",
            offsets == null ? "true" : ranges(offsets))
        .collect(Collectors.joining(" and "));
  }

  private static String ranges(String offsets) {
    return Stream.of(offsets.split(",", -1))
        .map(range -> List.of(range.split("[:-]", -1)))
        .map(
            range ->
                "kafka_partition = %s and kafka_offset >= %s and kafka_offset < %s"
                    .formatted(range.get(0), range.get(1), range.get(2)))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  private static String is(String column, @Nullable String text) {
    return text == null
        ? "true"
        : column + " = '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
