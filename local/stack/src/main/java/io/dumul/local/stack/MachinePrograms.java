package io.dumul.local.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One process of each kind. */
final class MachinePrograms extends Programs {
  private final ClassArchive archive;

  MachinePrograms(Folder folder, StackSettings settings, Modules modules) {
    super(folder, settings, modules);
    this.archive = new ClassArchive(modules);
  }

  @Override
  List<Program> all() {
    return List.of(
        broker(KAFKA, List.of("kafka-port", "kafka-controller-port")),
        hbase(),
        speed(SPEED),
        serving(SERVING),
        airflow());
  }

  private Program hbase() {
    return program(
        HBASE,
        () -> java("local/hbase", HBASE, "io.dumul.local.hbase.Main", "512m"),
        List.of("hbase-zookeeper-port", "hbase-master-port", "hbase-regionserver-port"),
        () -> connects("hbase-regionserver-port") && hasTables());
  }

  @Override
  Map<String, Map<String, Object>> confs() {
    return Map.of(
        KAFKA,
        kafkaConf(),
        HBASE,
        hbaseConf(),
        SPEED,
        speedConf(SPEED),
        SERVING,
        servingConf(SERVING),
        "batch",
        batchConf(folder.warehouse().toUri()));
  }

  private Map<String, Object> kafkaConf() {
    Map<String, Object> conf = new LinkedHashMap<>();
    conf.put("host", StackSettings.HOST);
    conf.put("port", settings.port("kafka-port"));
    conf.put("controller-ports", settings.port("kafka-controller-port"));
    conf.put("data", folder.data(KAFKA));
    return conf;
  }

  private Map<String, Object> hbaseConf() {
    Map<String, Object> conf = new LinkedHashMap<>();
    conf.put("host", StackSettings.HOST);
    conf.put("zookeeper-port", settings.port("hbase-zookeeper-port"));
    conf.put("master-port", settings.port("hbase-master-port"));
    conf.put("regionserver-port", settings.port("hbase-regionserver-port"));
    conf.put("data", folder.data(HBASE));
    return conf;
  }

  @Override
  String kafka() {
    return settings.address("kafka-port");
  }

  @Override
  List<String> apis() {
    return List.of("http://" + settings.address("serving-port"));
  }

  @Override
  List<String> batch() {
    List<String> options = new ArrayList<>(List.of("-Xmx1500m", "-XX:+UseSerialGC"));
    options.add("-Dspark.local.dir=" + folder.temporary());
    options.addAll(archive.options());
    options.addAll(settings.jvm());
    return modules.javaOfJar("batch", "io.dumul.batch.Main", options);
  }

  @Override
  Optional<ClassArchive> archive() {
    return Optional.of(archive);
  }
}
