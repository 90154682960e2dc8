package io.dumul.local.stack;

import io.dumul.core.config.SecretFile;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.view.Control;
import io.dumul.hbase.HBaseStores;
import io.dumul.local.stack.traffic.LogRecount;
import io.dumul.local.stack.traffic.Recount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

/** A running stack and the recount of its log, side by side. */
public final class Scene implements AutoCloseable {
  private final Stack stack;
  private final String kafka;
  private final Definitions definitions;
  private final List<ApiClient> apis;
  private final HBaseStores stores;
  private final Control control;
  private final Recount recount;
  private final LogRecount log;
  private final Instant from;
  private final Instant to;
  private int turn;

  /**
   * @param wanted which keys of which metrics are recounted
   * @param from a time before every event, at the start of a bucket
   * @param to a time after every event, at the start of a bucket
   */
  public Scene(Stack stack, BiPredicate<String, List<String>> wanted, Instant from, Instant to) {
    this.stack = stack;
    this.kafka = stack.kafka();
    this.definitions = DefinitionFiles.load(stack.definitions());
    String key = ApiClient.keyOf(stack.folder().apiKeys(), "analyst");
    this.apis = stack.apis().stream().map(url -> new ApiClient(url, key)).toList();
    this.stores = stack.stores();
    this.control = stores.control();
    this.recount =
        new Recount(
            stack.definitions(),
            SecretFile.read(stack.folder().barrierKey()),
            Topics.id(kafka),
            wanted);
    this.log = new LogRecount(kafka, Topics.EVENTS, recount);
    this.from = from;
    this.to = to;
  }

  /** Recounts as if a user had sent nothing; before the first comparison. */
  Scene without(String subject) {
    log.leaveOut(subject);
    return this;
  }

  /** Each serving process in turn. */
  public ApiClient api() {
    return apis.get(Math.floorMod(turn++, apis.size()));
  }

  public Control control() {
    return control;
  }

  /** Compares everything, once the speed view has all of the log; nothing may be sent meanwhile. */
  public Table compare() {
    return compare(Freshness.PATIENCE, () -> stack.runs(Programs.SPEED));
  }

  /** The same, for a speed view that gets only so long, and may be started again meanwhile. */
  public Table compare(Duration patience) {
    return compare(patience, () -> true);
  }

  private Table compare(Duration patience, BooleanSupplier runs) {
    Freshness.await(kafka, control, patience, runs);
    log.catchUp();
    return Table.of(definitions, api(), recount, from, to);
  }

  @Override
  public void close() {
    log.close();
    stores.close();
  }
}
