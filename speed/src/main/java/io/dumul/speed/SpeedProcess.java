package io.dumul.speed;

import io.dumul.core.definition.Definitions;
import io.dumul.core.edge.EdgeStore;
import io.dumul.core.event.Acceptor;
import io.dumul.core.view.Control;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.ViewStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running speed layer: the topology, the sink, and the watch over the control row. */
final class SpeedProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpeedProcess.class);
  private static final Duration CLOSE = Duration.ofSeconds(20);

  private final SpeedConfig config;
  private final Admin admin;
  private final ViewStore views;
  private final EdgeStore edges;
  private final Control control;
  private final SpeedMetrics metrics;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean retired = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Thread> sinks = new ArrayList<>();
  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "control-watch"));
  private final KafkaStreams streams;
  private final Future<?> watched;
  private volatile boolean failed;

  /**
   * Starts.
   *
   * @param rebuild whether to throw the view away and build it anew under the next generation
   */
  SpeedProcess(
      SpeedConfig config,
      Definitions definitions,
      byte[] secret,
      Admin admin,
      ViewStore views,
      EdgeStore edges,
      Control control,
      SpeedMetrics metrics,
      Rebuild rebuild)
      throws ExecutionException, InterruptedException {
    this.config = config;
    this.admin = admin;
    this.views = views;
    this.edges = edges;
    this.control = control;
    this.metrics = metrics;
    LogTopic log = LogTopic.find(admin, config.eventsTopic());
    ControlState state = control.read();
    int generation = rebuild.generation(state.generation(), new Generations(admin).newest());
    requirePartitions(generation, log.partitions());
    ControlWatch watch =
        new ControlWatch(control, now -> retire(now, generation, log.partitions()));
    watch.see(state);
    Rules rules =
        new Rules(
            definitions,
            new Acceptor(definitions),
            secret,
            log.id(),
            log.partitions(),
            log::start,
            generation);
    Map<Integer, Long> holdUntil = state.generation() < generation ? log.ends() : Map.of();
    boolean tables = !definitions.tables().isEmpty();
    if (tables) {
      log.createBeside(config.changesTopic(), config.replication());
    }
    Backlog backlog = new Backlog(this::logLag, metrics::judged);
    LOG.info("generation {} of the speed view, {} partitions", generation, log.partitions());
    streams =
        started(
            () ->
                new KafkaStreams(
                    SpeedTopology.build(config, rules, watch, metrics, backlog),
                    SpeedKafka.streams(config, generation, log.id())));
    metrics.logLag(this::logLag);
    Runnable look =
        () -> {
          backlog.look();
          watch.look();
        };
    watched = watching.scheduleWithFixedDelay(look, 1, 1, TimeUnit.SECONDS);
    startSinks(generation, holdUntil);
    if (tables) {
      startEdgeSink(generation);
    }
  }

  /**
   * What is on disk is a copy of the changelogs. Where it cannot be opened, as after a kill while a
   * store was being made, it is made anew. What fails otherwise leaves nothing locked behind.
   */
  private KafkaStreams started(Supplier<KafkaStreams> make) {
    KafkaStreams first = heard(make.get());
    try {
      startOrClose(first);
      return first;
    } catch (ProcessorStateException e) {
      LOG.warn("the state on disk cannot be opened, it is made anew from the changelogs", e);
      first.cleanUp();
    }
    KafkaStreams second = heard(make.get());
    startOrClose(second);
    return second;
  }

  private static void startOrClose(KafkaStreams made) {
    try {
      made.start();
    } catch (RuntimeException e) {
      made.close(CLOSE);
      throw e;
    }
  }

  private KafkaStreams heard(KafkaStreams made) {
    made.setUncaughtExceptionHandler(this::failed);
    made.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.ERROR) {
            fail();
          }
        });
    return made;
  }

  /** Of the consumers' own metrics, which write a topic's dots as underscores. */
  private double logLag() {
    String topic = config.eventsTopic().replace('.', '_');
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag"))
        .filter(metric -> topic.equals(tag(metric, "topic").replace('.', '_')))
        .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
        .filter(Double::isFinite)
        .sum();
  }

  private static String tag(Metric metric, String name) {
    return metric.metricName().tags().getOrDefault(name, "");
  }

  private void requirePartitions(int generation, int partitions)
      throws ExecutionException, InterruptedException {
    String topic = Generations.increments(generation);
    if (new Generations(admin).hasIncrements(generation)) {
      int found = LogTopic.find(admin, topic).partitions();
      if (found != partitions) {
        throw new MistakeException(
            topic
                + ": "
                + found
                + " partitions (expected: "
                + partitions
                + ", as the log has; it was folded when it had others, start with --rebuild)");
      }
    }
  }

  private void startSinks(int generation, Map<Integer, Long> holdUntil) {
    Retry retry = retry();
    String topic = Generations.increments(generation);
    for (int i = 0; i < config.sinkThreads(); i++) {
      Sink sink =
          new Sink(
              SpeedKafka.sink(config, Generations.sinkGroup(generation)),
              topic,
              generation,
              views,
              control,
              retry,
              ReportGate.until(holdUntil),
              metrics,
              System::nanoTime);
      start(daemon(() -> carry(sink, topic), "sink-" + i));
    }
  }

  private void startEdgeSink(int generation) {
    String topic = Generations.edges(generation);
    EdgeSink sink =
        new EdgeSink(
            SpeedKafka.sink(config, Generations.edgesGroup(generation)),
            topic,
            generation,
            edges,
            retry(),
            System::nanoTime);
    start(daemon(() -> carry(sink, topic), "edge-sink"));
  }

  /** How sinks repeat what a store could not do. */
  private Retry retry() {
    return new Retry(stopped::get, metrics::failed, Duration.ofMillis(200), Duration.ofSeconds(10));
  }

  private void start(Thread thread) {
    thread.setUncaughtExceptionHandler(
        (where, error) -> {
          LOG.error("{} failed", where.getName(), error);
          fail();
        });
    sinks.add(thread);
    thread.start();
  }

  /** Streams makes the topic when its first task starts. */
  private void carry(Runnable sink, String topic) {
    Generations generations = new Generations(admin);
    try {
      while (!stopped.get() && !generations.has(topic)) {
        Thread.sleep(200);
      }
      sink.run();
    } catch (ExecutionException e) {
      throw new KafkaException("topic " + topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** What Kafka could not do now, a new thread tries again; what is wrong ends the process. */
  private StreamThreadExceptionResponse failed(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) {
        LOG.warn("a thread failed and is replaced", error);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
      }
    }
    LOG.error("the speed layer cannot go on", error);
    fail();
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void fail() {
    failed = !stopped.get();
    ended.countDown();
  }

  /** Lets {@link #await} return: it is time to close. */
  void end() {
    ended.countDown();
  }

  /** Once readers have this generation in every partition, no one needs the ones before. */
  private void retire(ControlState state, int generation, int partitions) {
    boolean all =
        state.speed().size() >= partitions
            && state.speed().values().stream().allMatch(p -> p.generation() >= generation);
    if (all && generation > 1 && retired.compareAndSet(false, true)) {
      try {
        new Generations(admin).deleteBefore(generation);
      } catch (ExecutionException e) {
        LOG.warn("topics of older generations are still there", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean ready() {
    return !failed && streams.state() == KafkaStreams.State.RUNNING;
  }

  /**
   * Waits until it ends.
   *
   * @return whether it ended because something is wrong
   */
  boolean await() throws InterruptedException {
    ended.await();
    return failed;
  }

  @Override
  public void close() {
    stopped.set(true);
    watched.cancel(false);
    watching.shutdownNow();
    streams.close(CLOSE);
    for (Thread sink : sinks) {
      try {
        sink.join(CLOSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    ended.countDown();
  }
}
