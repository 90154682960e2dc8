package io.dumul.batch;

import io.dumul.batch.lake.Lake;
import io.dumul.batch.lake.LakeTable;
import io.dumul.core.edge.EdgeEvents;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
 * @param subject all events of this user, and those of edges that lead to the user; with no source
 */
record TakeOutScope(
    String source,
    @Nullable String appVersion,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String offsets,
    boolean standing,
    @Nullable String subject) {
  private static final String OFFSETS = "\\d{1,9}:\\d{1,18}-\\d{1,18}";

  TakeOutScope {
    if (source.isEmpty() && subject == null) {
      throw new IllegalArgumentException("source: nothing (expected: that of the events)");
    }
    if (subject != null && subject.isEmpty()) {
      throw new IllegalArgumentException("subject: nothing (expected: the id of a user)");
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

  TakeOutScope(
      String source,
      @Nullable String appVersion,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String offsets,
      boolean standing) {
    this(source, appVersion, from, to, offsets, standing, null);
  }

  /** All of a user, before these offsets. */
  static TakeOutScope of(String subject, @Nullable String offsets) {
    return new TakeOutScope("", null, null, null, offsets, false, subject);
  }

  /** As a condition on rows of the activity log. */
  String condition() {
    return condition(subject == null ? is("source", source) : of(subject));
  }

  /** The same on rows of the quarantine, where a record's key may be all that names a user. */
  String ofRecords() {
    String user = Objects.requireNonNull(subject);
    return condition(
        "(coalesce(cast(key as string) = %s, false) or %s)".formatted(text(user), of(user)));
  }

  private String condition(String who) {
    return Stream.of(
            who,
            is("get_json_object(data, '$.app_version')", appVersion),
            from == null ? "true" : "append_time >= timestamp'" + from + "'",
            to == null ? "true" : "append_time < timestamp'" + to + "'",
            within())
        .collect(Collectors.joining(" and "));
  }

  private String within() {
    return offsets == null ? "true" : ranges(offsets);
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

  /** An edge with an id has its own subject, and not all of its events name its ends. */
  private String of(String subject) {
    String edges = "coalesce(type, '') like '" + EdgeEvents.PREFIX + "%'";
    String ends =
        "(%s or %s)"
            .formatted(
                is("get_json_object(data, '$.source')", subject),
                is("get_json_object(data, '$.target')", subject));
    return "(coalesce(%s, false) or (%s and coalesce(%s, false)) or subject in (%s))"
        .formatted(
            is("subject", subject),
            edges,
            ends,
            "select subject from "
                + Lake.name(LakeTable.ACTIVITY)
                + " where instr(subject, '#') > 0 and "
                + edges
                + " and "
                + ends
                + " and "
                + within());
  }

  private static String is(String column, @Nullable String text) {
    return text == null ? "true" : column + " = " + text(text);
  }

  static String text(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
