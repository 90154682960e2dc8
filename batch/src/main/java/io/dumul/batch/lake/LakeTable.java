package io.dumul.batch.lake;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The tables. */
public enum LakeTable {
  ACTIVITY("Every accepted event, once: the log as analysts read it") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "epoch", Types.LongType.get(), "Epoch of the log that the event is in"),
          required(2, "kafka_partition", Types.IntegerType.get(), "Partition of the log"),
          required(3, "kafka_offset", Types.LongType.get(), "Offset in that partition"),
          required(4, "append_time", TIME, "When the log took it (ingest time)"),
          required(5, "id", TEXT, "The producer's id; with the subject it is the event's identity"),
          required(6, "source", TEXT, "The producer, a URI reference"),
          required(7, "type", TEXT, "Event type, as order.placed"),
          required(8, "event_time", TIME, "When it happened, as the producer says"),
          required(9, "subject", TEXT, "The user"),
          required(10, "data", TEXT, "The event's data, JSON"),
          failures(11, "All that is wrong with an event that is observed; else empty or null"),
          recovered(
              18, "The rejected record that it stands for, where it was recovered; else null"),
          optional(24, "taken_out", TEXT, "The take-out for which it does not count; else null"),
          optional(
              25,
              "changed",
              Types.LongType.get(),
              "Epoch from which on it was taken out or put back; else null"),
          optional(
              26,
              "schema_version",
              TEXT,
              "Version of its type's schema that the data is for; null where it is not known"));
    }

    @Override
    PartitionSpec spec() {
      return PartitionSpec.builderFor(schema()).day("event_time").build();
    }

    /** Land stages its files with {@code spark.wap.id} before it commits them. */
    @Override
    Map<String, String> properties() {
      return Map.of("format-version", "2", "write.wap.enabled", "true");
    }
  },

  QUARANTINE("Every record of the log that does not count, as it came, and why") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "epoch", Types.LongType.get(), "Epoch of the log that the record is in"),
          required(2, "kafka_partition", Types.IntegerType.get(), "Partition of the log"),
          required(3, "kafka_offset", Types.LongType.get(), "Offset in that partition"),
          required(4, "append_time", TIME, "When the log took it (ingest time)"),
          required(5, "verdict", TEXT, "duplicate or rejected"),
          optional(6, "reason", TEXT, "Why it was rejected, as SCHEMA or LATE"),
          optional(7, "path", TEXT, "JSON pointer to what is wrong"),
          optional(8, "detail", TEXT, "What was found and expected, of the first failure"),
          optional(9, "id", TEXT, "The producer's id, where it can be read"),
          optional(10, "subject", TEXT, "The user, where it can be read"),
          optional(11, "key", Types.BinaryType.get(), "The record's key"),
          optional(12, "value", Types.BinaryType.get(), "The record's value"),
          optional(13, "source", TEXT, "The producer, where it can be read"),
          optional(14, "type", TEXT, "Event type, where it can be read"),
          optional(15, "event_time", TIME, "When it happened, where it can be read"),
          optional(16, "data", TEXT, "The event's data, JSON, where it can be read"),
          failures(
              17,
              "All that is wrong; empty for a duplicate, null in epochs landed before it was kept"),
          recovered(24, "The rejected record that it was to stand for, of a recovery; else null"),
          optional(30, "schema_version", TEXT, "Version of its schema, where it can be told"),
          optional(31, "taken_out", TEXT, "The erasure for which it is not told of; else null"),
          optional(32, "changed", Types.LongType.get(), "Epoch from which on; else null"));
    }

    @Override
    PartitionSpec spec() {
      return PartitionSpec.builderFor(schema()).identity("epoch").build();
    }
  },

  AGGREGATES("The value of every metric, key and bucket over all landed events") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "zone", TEXT, "Time zone of the metric's buckets"),
          required(2, "day", Types.DateType.get(), "Local day that the bucket starts on"),
          required(3, "metric", TEXT, "The metric's name"),
          required(4, "metric_version", Types.IntegerType.get(), "The metric's version"),
          required(5, "metric_id", Types.LongType.get(), "Number of name and version"),
          required(6, "entity_kind", TEXT, "What it is keyed by, as store"),
          required(7, "entity_key", TEXT, "The key's values, joined by |"),
          required(8, "key_fields", Types.IntegerType.get(), "How many values the key has"),
          required(9, "bucket", TIME, "Start of the hour or day"),
          required(10, "state", Types.BinaryType.get(), "The aggregate's bytes, for dumul.merge"),
          required(11, "value", TEXT, "The value, JSON"),
          optional(12, "bound", TEXT, "What a sketch's value may be off by, JSON"));
    }

    @Override
    PartitionSpec spec() {
      return PartitionSpec.builderFor(schema()).identity("day").identity("zone").build();
    }
  },

  EPOCHS("Every landed epoch: which offsets it is and what became of its records") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "epoch", Types.LongType.get(), "Number of the epoch, from 0"),
          required(2, "closing", TIME, "Closing time in its barriers"),
          required(3, "definitions_hash", TEXT, "Hash of the definitions that judged it"),
          required(4, "cluster_id", TEXT, "The log's Kafka cluster"),
          required(5, "topic_id", TEXT, "The log's topic id"),
          required(
              6,
              "partitions",
              Types.ListType.ofRequired(7, part()),
              "What it is in each partition of the log"));
    }

    private Types.StructType part() {
      return Types.StructType.of(
          required(8, "partition", Types.IntegerType.get(), "Partition of the log"),
          required(9, "start_offset", Types.LongType.get(), "First offset"),
          required(10, "end_offset", Types.LongType.get(), "Offset of the barrier that closes it"),
          required(11, "closing", TIME, "Closing time in that barrier"),
          required(12, "records", Types.LongType.get(), "Records, barriers not counted"),
          required(13, "accepted", Types.LongType.get(), "Events that count"),
          required(14, "duplicates", Types.LongType.get(), "Events that were there before"),
          required(15, "rejected", Types.LongType.get(), "Records that break a rule"),
          required(16, "hash", Types.LongType.get(), "Order-free hash of offsets and verdicts"));
    }
  },

  TAKE_OUTS("Whose events were taken out after they counted, and put back") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "id", TEXT, "Its name, as in the column taken_out of the table activity"),
          required(
              2,
              "state",
              TEXT,
              "asked, pending, taken out, undo pending, undone, cancelled or erased"),
          required(3, "epoch", Types.LongType.get(), "Epoch whose publication is without them"),
          optional(4, "undone", Types.LongType.get(), "Epoch whose publication has them again"),
          required(5, "source", TEXT, "The producer"),
          optional(6, "app_version", TEXT, "Only events with this data.app_version"),
          optional(7, "appended_from", TIME, "Only what the log took from then on"),
          optional(8, "appended_to", TIME, "Only what the log took before"),
          optional(9, "offsets", TEXT, "Only these offsets, as 0:100-200: the last is not in it"),
          required(10, "reason", TEXT, "Why"),
          optional(
              11,
              "standing",
              Types.BooleanType.get(),
              "Whether it is also for what the log takes later, until it is put back"),
          optional(12, "through", Types.LongType.get(), "Up to which epoch events are marked"),
          optional(13, "subject", TEXT, "The user to be erased; a keyed hash once that is done"),
          optional(14, "report", TEXT, "What an erasure has removed where, JSON"));
    }

    /** Each row is replaced alone, also where files were put together. */
    @Override
    PartitionSpec spec() {
      return PartitionSpec.builderFor(schema()).identity("id").build();
    }
  },

  EDGES("Every edge, also those that are gone, as of the end of an epoch") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "database", TEXT, "Database of the table of edges"),
          required(2, "table_name", TEXT, "Name of the table of edges"),
          optional(3, "id", TEXT, "What identifies it in a multi-edge table; else null"),
          optional(4, "source", TEXT, "Its source; null where it is gone and had an id"),
          optional(5, "target", TEXT, "Its target, likewise"),
          required(6, "live", Types.BooleanType.get(), "Whether readers see it"),
          required(7, "version", Types.LongType.get(), "The largest version of a mutation"),
          optional(8, "properties", TEXT, "What readers see, JSON; null where it is gone"),
          required(9, "mutations", Types.LongType.get(), "How many mutations there were"),
          required(10, "epoch", Types.LongType.get(), "Epoch of the newest of them"),
          required(11, "first_time", TIME, "When the log took the first (ingest time)"),
          required(12, "last_time", TIME, "When the log took the newest"),
          required(13, "kafka_partition", Types.IntegerType.get(), "Partition of the log"),
          required(14, "edge", Types.BinaryType.get(), "Key of its state in the speed layer"),
          required(15, "state", Types.BinaryType.get(), "All that is remembered of it"));
    }
  },

  AUDITS("What the audit of each epoch found") {
    @Override
    Schema schema() {
      return new Schema(
          required(1, "epoch", Types.LongType.get(), "The epoch"),
          required(2, "check", TEXT, "What was compared"),
          required(3, "outcome", TEXT, "passed, failed or skipped"),
          required(4, "detail", TEXT, "What was found"));
    }
  };

  private static final Types.TimestampType TIME = Types.TimestampType.withZone();
  private static final Types.StringType TEXT = Types.StringType.get();

  private final String comment;

  LakeTable(String comment) {
    this.comment = comment;
  }

  abstract Schema schema();

  PartitionSpec spec() {
    return PartitionSpec.unpartitioned();
  }

  Map<String, String> properties() {
    return Map.of("format-version", "2");
  }

  String comment() {
    return comment;
  }

  public TableIdentifier id() {
    return TableIdentifier.of(LakeSettings.NAMESPACE, name().toLowerCase(java.util.Locale.ROOT));
  }

  /** A column with all that is wrong, which takes this id and the six after it. */
  private static NestedField failures(int id, String doc) {
    Types.StructType failure =
        Types.StructType.of(
            required(id + 2, "type", TEXT, "What is wrong, as SCHEMA or LATE"),
            required(id + 3, "path", TEXT, "JSON pointer to it; empty for the whole record"),
            required(
                id + 4, "rule", TEXT, "What it breaks: a keyword of JSON Schema, a rule's id ..."),
            required(id + 5, "found", TEXT, "What stands there, shortened"),
            required(id + 6, "expected", TEXT, "What should stand there"));
    return optional(id, "failures", Types.ListType.ofRequired(id + 1, failure), doc);
  }

  /**
   * A column that names a record in the table {@code quarantine}; it takes six ids from this on.
   */
  private static NestedField recovered(int id, String doc) {
    Types.StructType place =
        Types.StructType.of(
            required(id + 1, "epoch", Types.LongType.get(), "That record's epoch"),
            required(id + 2, "kafka_partition", Types.IntegerType.get(), "Its partition"),
            required(id + 3, "kafka_offset", Types.LongType.get(), "Its offset"),
            required(id + 4, "append_time", TIME, "When the log took it"),
            required(id + 5, "rule", TEXT, "The rule that mended it"));
    return optional(id, "recovered", place, doc);
  }

  private static NestedField required(
      int id, String name, org.apache.iceberg.types.Type type, String doc) {
    return NestedField.required(id, name, type, doc);
  }

  private static NestedField optional(
      int id, String name, org.apache.iceberg.types.Type type, String doc) {
    return NestedField.optional(id, name, type, doc);
  }
}
