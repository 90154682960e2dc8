package io.dumul.core.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.edge.Direction;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.edge.Order;
import io.dumul.core.edge.ValueKind;
import io.dumul.core.edge.WriteMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a table of edges from its YAML document. */
final class TableFile {
  private static final String NAME = "[A-Za-z][A-Za-z0-9_-]{0,47}";
  private static final String PART = "[A-Za-z_][A-Za-z0-9_-]{0,47}";
  private static final String NAMED = "letters, digits, _ and -, up to 48, a letter first";

  private final Located schema;
  private final EdgeTable.Shape shape;
  private final SortedMap<String, EdgeTable.Property> properties = new TreeMap<>();

  private TableFile(Located schema) {
    this.schema = schema;
    this.shape = choice(schema.need("type", "EDGE"), EdgeTable.Shape.class);
  }

  static EdgeTable read(Located file) {
    file.object(List.of("database", "table", "comment", "mode", "schema", "created"));
    Located schema =
        file.need("schema", "what the edges are")
            .object(
                List.of(
                    "type",
                    "id",
                    "source",
                    "target",
                    "properties",
                    "direction",
                    "indexes",
                    "groups"));
    String database = file.need("database", NAMED).matching(NAME, NAMED);
    String table = file.need("table", NAMED).matching(NAME, NAMED);
    if (file.find("created") == null) {
      file.need("comment", "one sentence").text("one sentence");
    }
    Located mode = file.find("mode");
    WriteMode written = mode == null ? WriteMode.SYNC : choice(mode, WriteMode.class);
    return new TableFile(schema).table(file, database, table, written);
  }

  private EdgeTable table(Located file, String database, String name, WriteMode mode) {
    for (Located property : list(schema, "properties")) {
      property(property);
    }
    ValueKind id = shape == EdgeTable.Shape.MULTI_EDGE ? key("id") : null;
    EdgeTable bare =
        new EdgeTable(
            database,
            name,
            shape,
            id,
            key("source"),
            key("target"),
            properties,
            choice(schema.need("direction", "OUT, IN or BOTH"), Direction.Kept.class),
            List.of(),
            List.of(),
            mode,
            file.value(),
            0,
            created(file));
    List<EdgeTable.Index> indexes = indexes(bare);
    if (shape == EdgeTable.Shape.IMMUTABLE_EDGE
        && (bare.kept() == Direction.Kept.BOTH || indexes.size() > 1)) {
      throw schema.wrong("one direction and one index, as the table is immutable");
    }
    return with(bare, indexes, groups(bare));
  }

  private static EdgeTable with(
      EdgeTable bare, List<EdgeTable.Index> indexes, List<EdgeTable.Group> groups) {
    return new EdgeTable(
        bare.database(),
        bare.name(),
        bare.shape(),
        bare.id(),
        bare.source(),
        bare.target(),
        bare.properties(),
        bare.kept(),
        indexes,
        groups,
        bare.mode(),
        bare.declared(),
        EdgeTable.code(bare.created() == null ? bare.fullName() : bare.created().document()),
        bare.created());
  }

  /** The document has neither comment nor mode, which may change. */
  private static EdgeTable.@Nullable Created created(Located file) {
    Located id = file.find("created");
    if (id == null) {
      return null;
    }
    ObjectNode document = file.value().deepCopy();
    document.remove(List.of("comment", "mode"));
    String expected = "16 digits from 0 to f";
    return new EdgeTable.Created(id.matching("[0-9a-f]{16}", expected), document.toString());
  }

  private void property(Located property) {
    property.object(List.of("name", "type", "nullable", "comment"));
    String name = property.need("name", NAMED).matching("[A-Za-z][A-Za-z0-9_]{0,47}", NAMED);
    Located nullable = property.find("nullable");
    boolean absent = nullable != null && nullable.value().asBoolean();
    EdgeTable.Property read =
        new EdgeTable.Property(name, kind(property.need("type", "a type, as LONG")), absent);
    boolean taken = List.of("version", "source", "target").contains(name);
    if (taken || properties.put(name, read) != null) {
      throw property.need("name", "").wrong("a name of its own");
    }
  }

  private ValueKind key(String name) {
    Located key = schema.need(name, "{type: LONG}").object(List.of("type", "comment"));
    Located type = key.need("type", "LONG or STRING");
    ValueKind kind = kind(type);
    if (!kind.isKey()) {
      throw type.wrong("an integer type or STRING");
    }
    return kind;
  }

  private static ValueKind kind(Located type) {
    String expected = "one of " + Arrays.toString(ValueKind.values());
    ValueKind kind = ValueKind.of(type.text(expected));
    if (kind == null) {
      throw type.wrong(expected);
    }
    return kind;
  }

  private List<EdgeTable.Index> indexes(EdgeTable table) {
    List<EdgeTable.Index> indexes = new ArrayList<>();
    for (Located item : list(schema, "indexes")) {
      item.object(List.of("index", "fields", "comment"));
      Located name = item.need("index", NAMED);
      List<EdgeTable.Index.Field> fields = new ArrayList<>();
      for (Located field : item.need("fields", "fields").list("at least one field")) {
        fields.add(indexField(table, field));
      }
      EdgeTable.Index index = new EdgeTable.Index(name.matching(PART, NAMED), List.copyOf(fields));
      if (indexes.stream().anyMatch(other -> other.name().equals(index.name()))) {
        throw name.wrong("a name of its own");
      }
      indexes.add(index);
    }
    return indexes;
  }

  private static EdgeTable.Index.Field indexField(EdgeTable table, Located item) {
    item.object(List.of("field", "order"));
    Located name = item.need("field", "a field");
    Located order = item.find("order");
    return new EdgeTable.Index.Field(
        name.text("a field"),
        field(table, name),
        order == null ? Order.ASC : choice(order, Order.class));
  }

  private List<EdgeTable.Group> groups(EdgeTable table) {
    List<EdgeTable.Group> groups = new ArrayList<>();
    for (Located item : list(schema, "groups")) {
      EdgeTable.Group group = group(table, item);
      if (groups.stream().anyMatch(other -> other.name().equals(group.name()))) {
        throw item.need("group", "").wrong("a name of its own");
      }
      groups.add(group);
    }
    return groups;
  }

  private static EdgeTable.Group group(EdgeTable table, Located item) {
    item.object(
        List.of(
            "group",
            "type",
            "valueField",
            "fields",
            "directionType",
            "ranked",
            "expire-after",
            "comment"));
    String type = item.need("type", "COUNT or SUM").matching("COUNT|SUM", "COUNT or SUM");
    Located value = item.find("valueField");
    if (type.equals("SUM") != (value != null)) {
      throw item.need("type", "").wrong("SUM with a valueField, or COUNT without");
    }
    Located kept = item.find("directionType");
    Located ranked = item.find("ranked");
    boolean ranks = ranked != null && ranked.value().asBoolean();
    List<EdgeTable.GroupField> fields = new ArrayList<>();
    if (!ranks || item.find("fields") != null) {
      for (Located field : item.need("fields", "fields").list("at least one field")) {
        fields.add(groupField(table, field));
      }
    }
    return new EdgeTable.Group(
        item.need("group", NAMED).matching(PART, NAMED),
        value == null ? null : summed(table, value),
        List.copyOf(fields),
        kept == null ? Direction.Kept.BOTH : choice(kept, Direction.Kept.class),
        ranks,
        expiry(item.find("expire-after"), fields));
  }

  /** A group that is in buckets of time expires by itself, another where it says so. */
  private static @Nullable Duration expiry(
      @Nullable Located declared, List<EdgeTable.GroupField> fields) {
    if (declared == null) {
      boolean timed = fields.stream().anyMatch(field -> field.bucket() != null);
      return timed ? EdgeTable.Group.DEFAULT_EXPIRY : null;
    }
    String expected = "never, or an ISO 8601 duration of more than nothing, as P8D";
    if (declared.text(expected).equals("never")) {
      return null;
    }
    Duration expiry = DefinitionFiles.duration(declared);
    if (expiry.isZero()) {
      throw declared.wrong(expected);
    }
    return expiry;
  }

  private static String summed(EdgeTable table, Located value) {
    ValueKind kind = field(table, value);
    if (!kind.isSummable()) {
      throw value.wrong("a field of an integer type");
    }
    return value.text("a field");
  }

  private static EdgeTable.GroupField groupField(EdgeTable table, Located item) {
    item.object(List.of("name", "bucket"));
    Located name = item.need("name", "a field");
    ValueKind kind = field(table, name);
    Located bucket = item.find("bucket");
    if (bucket != null && kind != ValueKind.LONG) {
      throw name.wrong("a field of type LONG, as it is in buckets of time");
    }
    return new EdgeTable.GroupField(
        name.text("a field"), kind, bucket == null ? null : bucket(bucket));
  }

  private static EdgeTable.Bucket bucket(Located bucket) {
    bucket.object(List.of("name", "unit", "timezone", "format", "type"));
    Located zone = bucket.need("timezone", "as +09:00 or Asia/Seoul");
    Located format = bucket.need("format", "as yyyyMMdd'T'HH");
    try {
      return EdgeTable.Bucket.of(
          bucket.need("name", NAMED).matching(NAME, NAMED),
          unit(bucket.need("unit", "MILLISECOND")),
          zone.text("a time zone"),
          format.text("a pattern"));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw bucket.wrong("a time zone, as +09:00, and a pattern, as yyyyMMdd'T'HH: " + e);
    }
  }

  private static ChronoUnit unit(Located unit) {
    return switch (unit.text("SECOND or MILLISECOND").toUpperCase(Locale.ROOT)) {
      case "SECOND" -> ChronoUnit.SECONDS;
      case "MILLISECOND" -> ChronoUnit.MILLIS;
      case "MICROSECOND" -> ChronoUnit.MICROS;
      case "NANOSECOND" -> ChronoUnit.NANOS;
      default -> throw unit.wrong("SECOND, MILLISECOND, MICROSECOND or NANOSECOND");
    };
  }

  private static ValueKind field(EdgeTable table, Located name) {
    ValueKind kind = table.kind(name.text("a field"));
    if (kind == null) {
      throw name.wrong("a property, or version, _source, _target, _id");
    }
    return kind;
  }

  private static List<Located> list(Located object, String key) {
    Located list = object.find(key);
    if (list == null) {
      return List.of();
    }
    if (!list.value().isArray()) {
      throw list.wrong("a list");
    }
    return list.items();
  }

  private static <E extends Enum<E>> E choice(Located value, Class<E> type) {
    String expected = "one of " + Arrays.toString(type.getEnumConstants());
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.text(expected).toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw value.wrong(expected);
  }
}
