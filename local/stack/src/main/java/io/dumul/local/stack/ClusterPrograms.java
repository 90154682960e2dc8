package io.dumul.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * What a company runs on many machines, on one: three brokers, an HBase of two region servers on
 * HDFS and ZooKeeper, a Spark of two workers, two speed processes, two HTTP APIs.
 */
final class ClusterPrograms extends Programs {
  private static final String SMALL_HEAP = "256m";
  private static final List<String> SPARK_JVM = List.of("-XX:+UseSerialGC");

  private final SparkHome spark;

  ClusterPrograms(Folder folder, StackSettings settings, Modules modules) {
    super(folder, settings, modules);
    this.spark = new SparkHome(modules, folder.data("spark"));
  }

  @Override
  List<Program> all() {
    List<Program> all = new ArrayList<>();
    all.addAll(each(Shape.BROKERS, i -> broker("kafka-" + i, brokerPorts(i))));
    all.add(
        hbase(
            "zookeeper", List.of("hbase-zookeeper-port"), () -> connects("hbase-zookeeper-port")));
    all.add(hdfs("namenode"));
    all.addAll(each(Shape.OTHERS, i -> hdfs("datanode-" + i)));
    all.add(hbase("master", List.of("hbase-master-port"), () -> connects("hbase-master-port")));
    all.addAll(each(Shape.OTHERS, this::regionServer));
    all.add(sparkMaster());
    all.addAll(each(Shape.OTHERS, this::sparkWorker));
    all.addAll(each(Shape.OTHERS, i -> speed("speed-" + i)));
    all.addAll(each(Shape.OTHERS, i -> serving("serving-" + i)));
    all.add(airflow());
    return all;
  }

  private static <T> List<T> each(int count, IntFunction<T> one) {
    return IntStream.rangeClosed(1, count).mapToObj(one).toList();
  }

  private static List<String> brokerPorts(int i) {
    return List.of("kafka-" + i + "-port", "kafka-" + i + "-controller-port");
  }

  private Program hbase(String role, List<String> ports, Program.Probe probe) {
    String name = "hbase-" + role;
    return program(
        name,
        () -> java("local/hbase", name, "io.dumul.local.hbase.Main", SMALL_HEAP),
        ports,
        probe);
  }

  private Program regionServer(int i) {
    String port = "hbase-regionserver-" + i + "-port";
    return hbase("regionserver-" + i, List.of(port), () -> connects(port) && hasTables());
  }

  private Program hdfs(String role) {
    String name = "hbase-" + role;
    String port = name + "-port";
    return program(
        name,
        () -> java("local/hdfs", name, "io.dumul.local.hdfs.Main", SMALL_HEAP),
        List.of(port),
        () -> connects(port));
  }

  /** Makes Spark's home anew, of which the workers and spark-submit take their jars. */
  private Program sparkMaster() {
    return spark(
        "spark-master",
        name -> {
          spark.make();
          return sparkCommand(name, "master.Master", List.of());
        });
  }

  private Program sparkWorker(int i) {
    return spark(
        "spark-worker-" + i,
        name -> {
          String work = folder.data(name).toString();
          List<String> room = List.of("--cores", "1", "--memory", "1g", "--work-dir", work);
          List<String> command = sparkCommand(name, "worker.Worker", room);
          command.add(master());
          return command;
        });
  }

  private Program spark(String name, Function<String, List<String>> command) {
    String port = name + "-port";
    return new Program(
        name,
        () -> command.apply(name),
        spark.environment(folder.temporary()),
        Map.of(port, settings.port(port)),
        () -> connects(port));
  }

  private List<String> sparkCommand(String name, String main, List<String> arguments) {
    List<String> command = spark.java(main, options(SMALL_HEAP));
    command.addAll(List.of("--host", StackSettings.HOST, "--webui-port", "0"));
    command.addAll(List.of("--port", Integer.toString(settings.port(name + "-port"))));
    command.addAll(arguments);
    return command;
  }

  private List<String> options(String heap) {
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap));
    options.addAll(SPARK_JVM);
    options.addAll(settings.jvm());
    return options;
  }

  private String master() {
    return "spark://" + settings.address("spark-master-port");
  }

  @Override
  Map<String, Map<String, Object>> confs() {
    Map<String, Map<String, Object>> confs = new LinkedHashMap<>();
    for (int i = 1; i <= Shape.BROKERS; i++) {
      confs.put("kafka-" + i, kafkaConf(i));
    }
    for (String role : List.of("zookeeper", "master")) {
      confs.put("hbase-" + role, hbaseConf(role));
    }
    confs.put("hbase-namenode", hdfsConf("namenode"));
    for (int i = 1; i <= Shape.OTHERS; i++) {
      confs.put("hbase-datanode-" + i, hdfsConf("datanode-" + i));
      confs.put("hbase-regionserver-" + i, hbaseConf("regionserver-" + i));
      confs.put("speed-" + i, speedConf("speed-" + i));
      confs.put("serving-" + i, servingConf("serving-" + i));
    }
    confs.put("batch", batchConf(URI.create(hdfs() + "/warehouse")));
    return confs;
  }

  private Map<String, Object> kafkaConf(int i) {
    Map<String, Object> conf = new LinkedHashMap<>();
    conf.put("node", i);
    conf.put("host", StackSettings.HOST);
    conf.put("port", settings.port("kafka-" + i + "-port"));
    conf.put(
        "controller-ports",
        each(Shape.BROKERS, each -> settings.port("kafka-" + each + "-controller-port")).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",")));
    conf.put("cluster-id", clusterId());
    conf.put("data", folder.data("kafka-" + i));
    return conf;
  }

  /** All brokers are formatted with the same id, which is chosen once. */
  private String clusterId() {
    Path file = folder.clusterId();
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, Uuid.randomUuid().toString());
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> hbaseConf(String role) {
    Map<String, Object> conf = new LinkedHashMap<>();
    conf.put("role", Program.kind(role));
    conf.put("host", StackSettings.HOST);
    conf.put("zookeeper-port", settings.port("hbase-zookeeper-port"));
    conf.put("master-port", settings.port("hbase-master-port"));
    if (role.startsWith("regionserver")) {
      conf.put("regionserver-port", settings.port("hbase-" + role + "-port"));
    }
    conf.put("root", hdfs() + "/hbase");
    conf.put("data", folder.data("hbase-" + role));
    return conf;
  }

  private Map<String, Object> hdfsConf(String role) {
    Map<String, Object> conf = new LinkedHashMap<>();
    conf.put("role", Program.kind(role));
    conf.put("host", StackSettings.HOST);
    conf.put("namenode-port", settings.port("hbase-namenode-port"));
    if (role.startsWith("datanode")) {
      conf.put("datanode-port", settings.port("hbase-" + role + "-port"));
    }
    conf.put("data", folder.data("hbase-" + role));
    return conf;
  }

  private String hdfs() {
    return "hdfs://" + settings.address("hbase-namenode-port");
  }

  @Override
  String kafka() {
    return each(Shape.BROKERS, i -> settings.address("kafka-" + i + "-port")).stream()
        .collect(Collectors.joining(","));
  }

  @Override
  List<String> apis() {
    return each(Shape.OTHERS, i -> "http://" + settings.address("serving-" + i + "-port"));
  }

  /** By spark-submit in client mode, one executor on each worker. */
  @Override
  List<String> batch() {
    List<String> command = new ArrayList<>(List.of("/usr/bin/env"));
    spark.environment(folder.temporary()).forEach((key, value) -> command.add(key + "=" + value));
    command.addAll(spark.java("SparkSubmit", options("1g")));
    command.addAll(List.of("--master", master(), "--executor-memory", "768m"));
    conf(command, "spark.executor.cores", "1");
    conf(command, "spark.executor.extraJavaOptions", executorOptions());
    conf(command, "spark.scheduler.minRegisteredResourcesRatio", "1.0");
    conf(command, "spark.hadoop.dfs.replication", Integer.toString(Shape.OTHERS));
    command.addAll(List.of("--jars", jobJars(), spark.job().toString()));
    return command;
  }

  /** Spark opens what it needs by itself. */
  private String executorOptions() {
    List<String> options = new ArrayList<>(SPARK_JVM);
    modules.opens().stream().filter(each -> each.startsWith("-D")).forEach(options::add);
    options.addAll(settings.jvm());
    return String.join(" ", options);
  }

  private String jobJars() {
    try {
      return spark.jobJars().stream().map(Path::toString).collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void conf(List<String> command, String key, String value) {
    command.addAll(List.of("--conf", key + "=" + value));
  }
}
