package io.dumul.core.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.definition.MetricIds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of edges: what users did to things.
 *
 * @param id the type of what identifies an edge where several may join the same nodes; null where
 *     source and target identify it
 * @param properties by name
 * @param declared the document that declares the table, for who asks
 * @param code stands for the table in rows
 * @param created what a table has that was made while the system runs; null where definitions
 *     declare it
 */
public record EdgeTable(
    String database,
    String name,
    Shape shape,
    @Nullable ValueKind id,
    ValueKind source,
    ValueKind target,
    SortedMap<String, Property> properties,
    Direction.Kept kept,
    List<Index> indexes,
    List<Group> groups,
    WriteMode mode,
    JsonNode declared,
    long code,
    @Nullable Created created) {

  /**
   * A table that was made while the system runs.
   *
   * @param id what no other table has, also none of the same name at another time
   * @param document all that decides what its mutations mean; each of them brings it along
   */
  public record Created(String id, String document) {}

  static final String INDEX = "index ";
  static final String GROUP = "group ";

  /** What identifies an edge, and what may be done with it. */
  public enum Shape {
    /** At most one edge between two nodes. */
    EDGE,
    /** Any number of them, each with an id. */
    MULTI_EDGE,
    /** At most one, which is only inserted and taken out by ranges. */
    IMMUTABLE_EDGE
  }

  /** A property of every edge. */
  public record Property(String name, ValueKind kind, boolean nullable) {}

  /** An order in which the edges of a node can be scanned. */
  public record Index(String name, List<Field> fields) {
    /** One field of an index. */
    public record Field(String name, ValueKind kind, Order order) {}
  }

  /**
   * Counts or sums of the edges of a node, by fields.
   *
   * @param value the property that is summed; null where edges are counted
   * @param ranked whether it is also kept which nodes have the most
   * @param expiry how long a cell is there after its last write; null for always
   */
  public record Group(
      String name,
      @Nullable String value,
      List<GroupField> fields,
      Direction.Kept kept,
      boolean ranked,
      @Nullable Duration expiry) {
    /** What a group has that is in buckets of time and says nothing itself. */
    public static final Duration DEFAULT_EXPIRY = Duration.ofDays(8);
  }

  /**
   * What edges are grouped by.
   *
   * @param bucket the part of a time that counts; null for the value itself
   */
  public record GroupField(String name, ValueKind kind, @Nullable Bucket bucket) {
    /** What queries call it. */
    public String label() {
      return bucket == null ? name : bucket.name();
    }

    ValueKind labelKind() {
      return bucket == null ? kind : ValueKind.STRING;
    }

    @Nullable Object of(LiveEdge edge) {
      Object value = edge.field(name);
      return bucket == null || value == null ? value : bucket.of((Long) value);
    }
  }

  /** A time as text in some zone, as {@code yyyyMMdd'T'HH}: what has one text is one bucket. */
  public record Bucket(String name, ChronoUnit unit, ZoneId zone, DateTimeFormatter format) {
    private static final Pattern RELATIVE = Pattern.compile("now(?:([+-][0-9]{1,6})([mhd]))?");

    /**
     * @param pattern as of {@link DateTimeFormatter}
     * @throws DateTimeException where zone or pattern are not right
     */
    public static Bucket of(String name, ChronoUnit unit, String zone, String pattern) {
      ZoneId id = ZoneId.of(zone);
      DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(id);
      Bucket bucket = new Bucket(name, unit, id, format);
      if (bucket.of(0).isEmpty()) {
        throw new DateTimeException(pattern + " (expected: a pattern for times)");
      }
      return bucket;
    }

    /**
     * The bucket of {@code now}, {@code now-2h} or {@code now+1d}; any other text is one itself.
     */
    String of(String text, Supplier<Instant> now) {
      Matcher relative = RELATIVE.matcher(text.trim());
      if (!relative.matches()) {
        return text;
      }
      String amount = relative.group(1);
      return format.format(
          amount == null
              ? now.get()
              : now.get().plus(Long.parseLong(amount), unit(relative.group(2))));
    }

    private static ChronoUnit unit(String letter) {
      return switch (letter) {
        case "m" -> ChronoUnit.MINUTES;
        case "h" -> ChronoUnit.HOURS;
        default -> ChronoUnit.DAYS;
      };
    }

    String of(long time) {
      try {
        return format.format(Instant.EPOCH.plus(time, unit));
      } catch (DateTimeException | ArithmeticException e) {
        return "";
      }
    }
  }

  public EdgeTable {
    properties = new TreeMap<>(properties);
    indexes = List.copyOf(indexes);
    groups = List.copyOf(groups);
  }

  /** What no other table has. */
  public String fullName() {
    return database + "." + name + (created == null ? "" : "~" + created.id());
  }

  /** The code of a table of this full name or document. */
  public static long code(String unique) {
    return MetricIds.of(unique, 0);
  }

  public boolean isMulti() {
    return id != null;
  }

  /** The type of a field that filters, indexes and groups may name; null where there is none. */
  public @Nullable ValueKind kind(String field) {
    Property property = properties.get(field);
    return property == null ? own(field) : property.kind();
  }

  private @Nullable ValueKind own(String field) {
    return switch (field) {
      case "version" -> ValueKind.LONG;
      case "source", "_source" -> source;
      case "target", "_target" -> target;
      case "_id" -> id;
      default -> null;
    };
  }

  /**
   * What stands for each index and group, by name, as {@code group by_day}: what is declared in
   * another way is another part.
   */
  public SortedMap<String, String> parts() {
    TreeMap<String, String> parts = new TreeMap<>();
    indexes.forEach(one -> parts.put(INDEX + one.name(), part("indexes", "index", one.name(), "")));
    for (Group one : groups) {
      String expires = one.expiry() == null ? "" : "expires";
      parts.put(GROUP + one.name(), part("groups", "group", one.name(), expires));
    }
    return parts;
  }

  private String part(String list, String key, String part, String more) {
    JsonNode found = declaration(list, key, part);
    ObjectNode copy = found == null ? JsonNodeFactory.instance.objectNode() : found.deepCopy();
    copy.remove(List.of("comment", "expire-after"));
    return String.format("%016x-%016x", code, MetricIds.of(list + kept + copy + more, 0));
  }

  private @Nullable JsonNode declaration(String list, String key, String part) {
    for (JsonNode one : declared.path("schema").path(list)) {
      if (one.path(key).asText().equals(part)) {
        return one;
      }
    }
    return null;
  }

  /** Whether it has such an index or group, as {@code group by_day}. */
  boolean has(String part) {
    return part.startsWith(INDEX)
        ? index(part.substring(INDEX.length())) != null
        : group(part.substring(GROUP.length())) != null;
  }

  /** Whether such an index or group is declared, though the table may be without it for now. */
  boolean declares(String part) {
    return part.startsWith(INDEX)
        ? declaration("indexes", "index", part.substring(INDEX.length())) != null
        : declaration("groups", "group", part.substring(GROUP.length())) != null;
  }

  /** The same with some of its indexes and groups only. */
  public EdgeTable keeping(Predicate<String> part) {
    SortedMap<String, String> parts = parts();
    Predicate<String> kept = name -> part.test(String.valueOf(parts.get(name)));
    return new EdgeTable(
        database,
        name,
        shape,
        id,
        source,
        target,
        properties,
        this.kept,
        indexes.stream().filter(one -> kept.test(INDEX + one.name())).toList(),
        groups.stream().filter(one -> kept.test(GROUP + one.name())).toList(),
        mode,
        declared,
        code,
        created);
  }

  /** The index of this name; null where there is none. */
  public @Nullable Index index(String index) {
    return indexes.stream().filter(one -> one.name().equals(index)).findFirst().orElse(null);
  }

  /** The group of this name; null where there is none. */
  public @Nullable Group group(String group) {
    return groups.stream().filter(one -> one.name().equals(group)).findFirst().orElse(null);
  }

  /** The type of the node from which edges are looked at. */
  public ValueKind start(Direction direction) {
    return direction == Direction.OUT ? source : target;
  }
}
