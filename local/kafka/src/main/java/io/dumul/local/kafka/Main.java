package io.dumul.local.kafka;

import io.dumul.core.config.Settings;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** Runs one real Kafka broker until it is told to stop. */
public final class Main {
  private Main() {}

  /** Takes {@code --config FILE}; prints a line that starts with "ready" once clients can come. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: --config FILE");
      System.exit(2);
    }
    BrokerConfig config =
        BrokerConfig.of(Settings.load(Path.of(args[1]), System.getenv(), BrokerConfig.ALL));
    format(config);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(config.kafka()), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    server.startup();
    System.out.println("ready " + config.host() + ":" + config.port());
    server.awaitShutdown();
  }

  private static void format(BrokerConfig config) throws IOException {
    if (Files.exists(config.data().resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(config.data());
    Path file = Files.createTempFile("dumul-kafka", ".properties");
    try {
      write(config.kafka(), file);
      int status = StorageTool.execute(formatCommand(config, file), System.out);
      if (status != 0) {
        throw new IOException("data: " + config.data() + " (expected: a folder to format)");
      }
    } finally {
      Files.delete(file);
    }
  }

  private static String[] formatCommand(BrokerConfig config, Path file) {
    return new String[] {"format", "--cluster-id", config.cluster(), "--config", file.toString()};
  }

  private static void write(Properties properties, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    }
  }
}
