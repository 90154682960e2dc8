package io.dumul.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.Event;
import io.dumul.core.event.EventJson;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.IncrementKey;
import io.dumul.core.view.Merge;
import io.dumul.core.view.Partials;
import io.dumul.core.view.Selection;
import io.dumul.core.view.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What every event or answer passes, and the libraries below it alone; JMH runs it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls prepare first
public class HotPaths {
  private static final int EVENTS = 4096;
  private static final int HOURS = 24;

  private final ObjectMapper mapper = new ObjectMapper();
  private final byte[][] bytes = new byte[EVENTS][];
  private final String[] texts = new String[EVENTS];
  private final JsonNode[] data = new JsonNode[EVENTS];
  private final LogRecord[] records = new LogRecord[EVENTS];
  private final Event[] events = new Event[EVENTS];
  private final Map<Entity, Partials> folded = new HashMap<>();
  private Definitions definitions;
  private Acceptor acceptor;
  private Schema schema;
  private Metric metric;
  private Selection selection;
  private EntityView view;
  private byte[] partials;
  private int next;

  /** Reads the definitions, whose folder the property {@code definitions} names. */
  @Setup
  public void prepare() throws IOException {
    definitions = DefinitionFiles.load(Path.of(System.getProperty("definitions", "")));
    acceptor = new Acceptor(definitions);
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Objects.requireNonNull(definitions.events().get("ordered")).schema());
    for (int i = 0; i < EVENTS; i++) {
      Workload.Order order = Workload.order(i);
      bytes[i] = order.json();
      texts[i] = new String(bytes[i], StandardCharsets.UTF_8);
      data[i] = mapper.readTree(bytes[i]).path("data");
      byte[] key = order.user().getBytes(StandardCharsets.UTF_8);
      records[i] = new LogRecord(0, i, order.time(), key, bytes[i], null);
      events[i] = ((Verdict.Accepted) accept()).event();
      next = i + 1;
    }
    prepareView();
  }

  private void prepareView() {
    metric = definitions.metric("store-orders");
    long start = events[0].time().getEpochSecond() / 86_400 * 86_400;
    selection = new Selection(Set.of(metric.id()), start, start + HOURS * 3600L, 1);
    Partials one = new Partials();
    for (Event event : events) {
      definitions.contributions(
          event,
          contribution -> {
            if (contribution.metric().equals(metric)) {
              one.add(contribution);
            }
          });
    }
    partials = one.encode();
    byte[] state = Partials.split(partials).values().iterator().next();
    Map<Slot, byte[]> batch = new HashMap<>();
    for (int hour = 0; hour < HOURS; hour++) {
      batch.put(new Slot(metric.id(), start + hour * 3600L), state);
    }
    Entity store = new Entity("store", List.of("store-1"));
    IncrementKey key = new IncrementKey(7, store, (int) (start / 86_400));
    List<Increment> speed =
        List.of(
            new Increment(key, 0, Increment.version(1, 1), partials),
            new Increment(key, 1, Increment.version(1, 2), partials));
    view = new EntityView(store, batch, speed);
  }

  private int next() {
    int now = next & (EVENTS - 1);
    next = now + 1;
    return now;
  }

  @Benchmark
  public Object acceptBareJackson() throws IOException {
    return mapper.readTree(bytes[next()]);
  }

  @Benchmark
  public Object acceptBareValidator() {
    return schema.validate(data[next()]);
  }

  @Benchmark
  public Object acceptParse() {
    return EventJson.read(texts[next()]);
  }

  /** Parses, checks the envelope, validates, checks the time; without the duplicate check. */
  @Benchmark
  public Verdict accept() {
    return acceptor.judge(records[next()], Instant.MIN);
  }

  /** All 8 metrics of an event into states of 4 entities. */
  @Benchmark
  public Object fold() {
    definitions.contributions(
        events[next()],
        contribution ->
            folded.computeIfAbsent(contribution.entity(), e -> new Partials()).add(contribution));
    return folded;
  }

  @Benchmark
  public Object codecDecode() {
    return Partials.decode(partials, definitions::metric);
  }

  @Benchmark
  public Object codecDecodeEncode() {
    return Partials.decode(partials, definitions::metric).encode();
  }

  /** 24 hours of the batch view and two increments. */
  @Benchmark
  public Object merge() {
    return new Merge(6, 1).byBucket(metric, view, selection);
  }
}
