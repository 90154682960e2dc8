package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dumul.local.stack.traffic.Mapping.DataField;
import io.dumul.local.stack.traffic.Mapping.EventMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sends the rows of a data set as events, in file order. */
public final class Replayer {
  private static final int FARTHEST = 2000;

  private final Mapping mapping;
  private final Path file;
  private final Options options;
  private final EventSink sink;
  private final Random random;
  private final ArrayDeque<Again> again = new ArrayDeque<>();
  private long rows;
  private long events;
  private long skipped;
  private long duplicates;
  private long malformed;
  private String last = "";
  private volatile Report report = new Report(0, 0, 0, 0, 0, "");

  private record Again(long due, byte[] key, byte[] value) {}

  /**
   * What is done to the data.
   *
   * @param duplicates share of the events that is sent again, up to some thousand records later
   * @param malformed records that are no JSON, mixed in, as a share of the events
   * @param seed of all chance
   * @param limit rows to read, 0 for all
   */
  public record Options(double duplicates, double malformed, long seed, long limit) {
    public static final Options PLAIN = new Options(0, 0, 0, 0);
  }

  /**
   * What was sent so far.
   *
   * @param rows rows read
   * @param events events sent, repetitions not counted
   * @param skipped rows that became no event
   * @param duplicates events sent a second time
   * @param malformed records sent that are no JSON
   * @param lastTime the latest event time, RFC 3339 in UTC; empty before the first
   */
  public record Report(
      long rows, long events, long skipped, long duplicates, long malformed, String lastTime) {
    /** As {@code 10 rows read: 9 events sent, 2 of them twice, ...}. */
    @Override
    public String toString() {
      return "%d rows read: %d events sent, %d of them twice, and %d malformed; %d rows left out%s"
          .formatted(
              rows,
              events,
              duplicates,
              malformed,
              skipped,
              lastTime.isEmpty() ? "" : "; the newest event is of " + lastTime);
    }
  }

  public Replayer(Mapping mapping, Path file, Options options, EventSink sink) {
    this.mapping = mapping;
    this.file = file;
    this.options = options;
    this.sink = sink;
    this.random = new Random(options.seed());
  }

  /** What was sent so far; for any thread. */
  public Report report() {
    return report;
  }

  /** Sends everything; ends early when interrupted. */
  public Report replay() {
    try {
      Archive archive = new Archive(file, mapping.format().files());
      if (mapping.format().order() == Mapping.Order.NAME) {
        archive.inNameOrder(this::read);
      } else {
        archive.inArchiveOrder(this::read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
    sendAgain(Long.MAX_VALUE);
    sink.flush();
    publish();
    return report;
  }

  private boolean read(String name, InputStream content) throws IOException {
    String stem = name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\.[a-z]+$", "");
    Rows source = Rows.of(mapping.format(), content);
    long number = 0;
    for (Row.Fields fields = source.next(); fields != null; fields = source.next()) {
      if ((options.limit() > 0 && rows == options.limit())
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      rows++;
      row(new Row(stem, ++number, fields));
    }
    publish();
    return true;
  }

  private void row(Row row) {
    boolean sent = false;
    for (EventMapping event : mapping.events()) {
      if (row.fields() != Rows.UNREADABLE && event.fits(row)) {
        sent |= send(event, row);
      }
    }
    skipped += sent ? 0 : 1;
    sendAgain(events);
    if (events % 1000 == 0) {
      publish();
    }
  }

  private boolean send(EventMapping mapped, Row row) {
    String subject = mapped.subject().fill(row);
    String time = mapped.time().fill(row);
    if (subject == null || time == null) {
      return false;
    }
    byte[] key = subject.getBytes(StandardCharsets.UTF_8);
    byte[] value = event(mapped, row, subject, time).toString().getBytes(StandardCharsets.UTF_8);
    sink.offer(key, value);
    events++;
    note(time);
    if (random.nextDouble() < options.duplicates()) {
      again.add(new Again(events + 1 + random.nextInt(FARTHEST), key, value));
    }
    if (random.nextDouble() < options.malformed()) {
      sink.offer(key, java.util.Arrays.copyOf(value, 1 + random.nextInt(value.length - 1)));
      malformed++;
    }
    return true;
  }

  private static ObjectNode event(EventMapping mapped, Row row, String subject, String time) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("specversion", "1.0")
        .put("id", mapped.id().fill(row))
        .put("source", mapped.source().fill(row))
        .put("type", mapped.type().fill(row))
        .put("time", time)
        .put("subject", subject);
    ObjectNode data = event.putObject("data");
    for (Map.Entry<String, DataField> field : mapped.data().entrySet()) {
      String text = field.getValue().value().fill(row);
      if (text != null) {
        put(data, field.getKey(), field.getValue().type(), text);
      }
    }
    return event;
  }

  private static void put(ObjectNode data, String name, Mapping.Type type, String text) {
    try {
      switch (type) {
        case STRING -> data.put(name, text);
        case INTEGER -> data.put(name, new BigInteger(text.strip()));
        case DECIMAL -> data.put(name, new BigDecimal(text.strip()));
        case PRODUCT -> data.put(name, product(text));
        case BOOLEAN -> data.set(name, bool(text));
      }
    } catch (NumberFormatException e) {
      data.put(name, text);
    }
  }

  private static BigDecimal product(String text) {
    BigDecimal product = BigDecimal.ONE;
    for (String factor : text.split("\\*", -1)) {
      product = product.multiply(new BigDecimal(factor.strip()));
    }
    return product;
  }

  private static JsonNode bool(String text) {
    boolean known = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    return known ? BooleanNode.valueOf(Boolean.parseBoolean(text)) : TextNode.valueOf(text);
  }

  private void sendAgain(long now) {
    for (Again first = again.peek(); first != null && first.due() <= now; first = again.peek()) {
      again.remove();
      sink.offer(first.key(), first.value());
      duplicates++;
    }
  }

  /** All times are RFC 3339 in UTC; compared by second, their texts are in order. */
  private void note(@Nullable String time) {
    if (time != null && time.length() >= 19 && time.substring(0, 19).compareTo(last) > 0) {
      last = time.substring(0, 19);
    }
  }

  private void publish() {
    report =
        new Report(rows, events, skipped, duplicates, malformed, last.isEmpty() ? "" : last + "Z");
  }
}
