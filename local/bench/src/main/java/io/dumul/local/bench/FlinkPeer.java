package io.dumul.local.bench;

import io.dumul.core.definition.Contribution;
import io.dumul.core.definition.DefinitionFiles;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The job in Apache Flink: judge beside the source, dedupe by keyed state, one keyed aggregate,
 * state in RocksDB, exactly-once checkpoints (incremental, to files). A job that has read all of
 * its bounded source ends; then each fold gives its values. One that follows the log is cancelled.
 */
final class FlinkPeer implements Peer {
  private static final PrimitiveArrayTypeInfo<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
  private static final TypeInformation<Tuple2<String, byte[]>> KEYED =
      Types.TUPLE(Types.STRING, BYTES);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** What the operators, which run in this JVM, tell. */
  private static final LongAdder FOLDED = new LongAdder();

  private static final LongAdder DUPLICATES = new LongAdder();
  private static final Totals TOTALS = new Totals();

  private final int metrics;
  private final JobClient client;
  private boolean finished;

  FlinkPeer(Job job) throws Exception {
    this.metrics = job.load().metrics().size();
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(job.threads(), settings(job));
    Duration interval = job.interval().compareTo(SHORTEST) < 0 ? SHORTEST : job.interval();
    flink.enableCheckpointing(interval.toMillis(), CheckpointingMode.EXACTLY_ONCE);
    flink.getConfig().enableObjectReuse();
    flink
        .fromSource(source(job), WatermarkStrategy.noWatermarks(), "log")
        .flatMap(new Accept(job.definitions().toString()))
        .keyBy(event -> event.f0)
        .flatMap(new Dedupe())
        .keyBy(contribution -> contribution.f0)
        .transform("fold", Types.VOID, new Fold(job.definitions().toString()));
    this.client = flink.executeAsync("bench");
  }

  private static Configuration settings(Job job) {
    Configuration settings = new Configuration();
    settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, job.folder().toUri().toString());
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    return settings;
  }

  private static KafkaSource<Tuple3<byte[], byte[], Long>> source(Job job) {
    KafkaSourceBuilder<Tuple3<byte[], byte[], Long>> source =
        KafkaSource.<Tuple3<byte[], byte[], Long>>builder()
            .setBootstrapServers(job.servers())
            .setTopics(job.topic())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setProperty("max.poll.records", "2000")
            .setDeserializer(new KeyAndValue());
    return job.follow() ? source.build() : source.setBounded(OffsetsInitializer.latest()).build();
  }

  /** The bytes of a record. */
  private static final class KeyAndValue
      implements KafkaRecordDeserializationSchema<Tuple3<byte[], byte[], Long>> {
    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<Tuple3<byte[], byte[], Long>> out) {
      out.collect(Tuple3.of(record.key(), record.value(), record.timestamp()));
    }

    @Override
    public TypeInformation<Tuple3<byte[], byte[], Long>> getProducedType() {
      return Types.TUPLE(BYTES, BYTES, Types.LONG);
    }
  }

  /** Judges a record and gives what it contributes, under what makes two events one. */
  private static final class Accept
      extends RichFlatMapFunction<Tuple3<byte[], byte[], Long>, Tuple2<String, byte[]>>
      implements ResultTypeQueryable<Tuple2<String, byte[]>> {
    private final String folder;
    private transient @Nullable Definitions definitions;
    private transient @Nullable Acceptor acceptor;

    Accept(String folder) {
      this.folder = folder;
    }

    @Override
    public void open(OpenContext context) {
      definitions = DefinitionFiles.load(Path.of(folder));
      acceptor = new Acceptor(definitions);
    }

    @Override
    public void flatMap(
        Tuple3<byte[], byte[], Long> record, Collector<Tuple2<String, byte[]>> out) {
      Instant appended = Instant.ofEpochMilli(record.f2);
      LogRecord read = new LogRecord(0, 0, appended, record.f0, record.f1, null);
      Verdict verdict = Objects.requireNonNull(acceptor).judge(read, Instant.MIN);
      if (verdict instanceof Verdict.Accepted accepted) {
        List<Contribution> all = new ArrayList<>();
        Objects.requireNonNull(definitions).contributions(accepted.event(), all::add);
        String identity = accepted.event().subject() + "\n" + accepted.event().id();
        out.collect(Tuple2.of(identity, Wire.all(all)));
      }
    }

    @Override
    public TypeInformation<Tuple2<String, byte[]>> getProducedType() {
      return KEYED;
    }
  }

  /** Lets the first event of an identity through, one record for each metric. */
  private static final class Dedupe
      extends RichFlatMapFunction<Tuple2<String, byte[]>, Tuple2<String, byte[]>>
      implements ResultTypeQueryable<Tuple2<String, byte[]>> {
    private transient @Nullable ValueState<Boolean> seen;

    @Override
    public void open(OpenContext context) {
      seen = getRuntimeContext().getState(new ValueStateDescriptor<>("seen", Types.BOOLEAN));
    }

    @Override
    public void flatMap(Tuple2<String, byte[]> event, Collector<Tuple2<String, byte[]>> out)
        throws Exception {
      ValueState<Boolean> known = Objects.requireNonNull(seen);
      if (known.value() != null) {
        DUPLICATES.increment();
        return;
      }
      known.update(true);
      Wire.each(
          event.f1,
          (place, observation) ->
              out.collect(Tuple2.of(new String(place, StandardCharsets.ISO_8859_1), observation)));
    }

    @Override
    public TypeInformation<Tuple2<String, byte[]>> getProducedType() {
      return KEYED;
    }
  }

  /** Folds the contributions of one metric, key and bucket. */
  private static final class Fold extends AbstractStreamOperator<Void>
      implements OneInputStreamOperator<Tuple2<String, byte[]>, Void>, BoundedOneInput {
    private static final ValueStateDescriptor<byte[]> STATE =
        new ValueStateDescriptor<>("state", BYTES);

    private final String folder;
    private transient @Nullable Definitions definitions;
    private transient @Nullable ValueState<byte[]> state;

    Fold(String folder) {
      this.folder = folder;
    }

    @Override
    public void open() throws Exception {
      super.open();
      definitions = DefinitionFiles.load(Path.of(folder));
      state = getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, STATE);
    }

    @Override
    public void processElement(StreamRecord<Tuple2<String, byte[]>> record) throws Exception {
      Metric metric = metric(record.getValue().f0);
      ValueState<byte[]> held = Objects.requireNonNull(state);
      byte[] bytes = held.value();
      Folded<?> folded =
          bytes == null
              ? Folded.empty(metric.aggregate())
              : Folded.decode(metric.aggregate(), bytes);
      folded.add(Wire.observation(record.getValue().f1));
      held.update(folded.encode());
      FOLDED.increment();
    }

    private Metric metric(String key) {
      long id = ByteBuffer.wrap(bytes(key)).getLong();
      return Objects.requireNonNull(Objects.requireNonNull(definitions).metric(id));
    }

    private static byte[] bytes(String key) {
      return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void endInput() throws Exception {
      getKeyedStateBackend()
          .applyToAllKeys(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              STATE,
              (key, held) -> total((String) key, held.value()));
    }

    private void total(String key, byte[] state) {
      Metric metric = metric(key);
      byte[] bytes = bytes(key);
      Wire.Place place = Wire.place(Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
      Folded.decode(metric.aggregate(), state)
          .total(metric, place.entity(), place.bucket(), TOTALS);
    }
  }

  @Override
  public long done() {
    return FOLDED.sum() / metrics + DUPLICATES.sum();
  }

  @Override
  public void finish(Totals totals) throws Exception {
    client.getJobExecutionResult().get();
    finished = true;
    totals.add(TOTALS);
  }

  @Override
  public void close() {
    if (!finished) {
      var unused = client.cancel();
    }
  }
}
