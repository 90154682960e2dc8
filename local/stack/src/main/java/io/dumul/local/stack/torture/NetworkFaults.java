package io.dumul.local.stack.torture;

import io.dumul.local.stack.Pause;
import io.dumul.local.stack.Programs;
import io.dumul.local.stack.StackException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Parts of the network are cut for a while: from a moment to longer than sessions and transactions
 * live. Speed and serving run as users of their own, so that one of them can be cut off alone.
 */
final class NetworkFaults {
  private static final double LEAST_SECONDS = 1;
  private static final double MOST_SECONDS = 40;
  private static final String BROKER = "kafka-port";
  private static final List<String> HBASE =
      List.of("hbase-zookeeper-port", "hbase-master-port", "hbase-regionserver-port");

  /** Who runs what can be cut off alone. */
  static final Map<String, String> USERS =
      Map.of(Programs.SPEED, "daemon", Programs.SERVING, "bin");

  private final Arena arena;
  private final @Nullable Network network;

  NetworkFaults(Arena arena, @Nullable Network network) {
    this.arena = arena;
    this.network = network;
  }

  void inject(Planned planned) {
    List<Integer> ports = keys(planned.fault()).stream().map(arena.stack()::port).toList();
    long millis = millis(planned.dice());
    switch (planned.fault().way()) {
      case REQUESTS_LOST -> lose(network().requests(ports), millis);
      case ANSWERS_LOST -> lose(network().answers(ports), millis);
      case CUT_OFF -> lose(network().everything(ports), millis);
      case ALONE_CUT_OFF -> lose(network().requests(ports, user(planned.fault())), millis);
      default -> throw new IllegalArgumentException(planned.toString());
    }
  }

  private Network network() {
    if (network == null) {
      throw new StackException("no network of its own");
    }
    return network;
  }

  private static void lose(Network.Loss loss, long millis) {
    try {
      Pause.millis(millis);
    } finally {
      loss.close();
    }
  }

  /** Short ones are as likely as long ones on a scale of ratios. */
  static long millis(Random dice) {
    double ratio = Math.pow(MOST_SECONDS / LEAST_SECONDS, dice.nextDouble());
    return (long) (1_000 * LEAST_SECONDS * ratio);
  }

  private static List<String> keys(Fault fault) {
    return switch (fault.part()) {
      case KAFKA_LINK -> List.of(BROKER);
      case ZOOKEEPER_LINK -> HBASE.subList(0, 1);
      case MASTER_LINK -> HBASE.subList(1, 2);
      case REGION_SERVER_LINK -> HBASE.subList(2, 3);
      case SERVING_LINK -> List.of("serving-port");
      default ->
          switch (fault) {
            case SPEED_WITHOUT_BROKER, SERVING_WITHOUT_BROKER -> List.of(BROKER);
            default -> HBASE;
          };
    };
  }

  private static String user(Fault fault) {
    String program =
        switch (fault) {
          case SPEED_WITHOUT_BROKER, SPEED_WITHOUT_HBASE -> Programs.SPEED;
          default -> Programs.SERVING;
        };
    return java.util.Objects.requireNonNull(USERS.get(program));
  }
}
