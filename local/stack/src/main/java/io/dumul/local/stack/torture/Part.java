package io.dumul.local.stack.torture;

import io.dumul.local.stack.Programs;
import java.util.EnumSet;
import java.util.Set;

/** What a fault strikes; faults of one part come one after another, those of several overlap. */
enum Part {
  SPEED(Programs.SPEED),
  SERVING(Programs.SERVING),
  KAFKA(Programs.KAFKA),
  HBASE(Programs.HBASE),
  BATCH("batch"),
  LOG("log"),
  KAFKA_LINK("kafka-network"),
  REGION_SERVER_LINK("region-server-network"),
  ZOOKEEPER_LINK("zookeeper-network"),
  MASTER_LINK("master-network"),
  SERVING_LINK("serving-network"),
  CLIENT_LINK("client-network");

  /** The processes that run all the time, in the order in which they start. */
  static final Set<Part> ENGINES = EnumSet.of(KAFKA, HBASE, SPEED, SERVING);

  /** Parts of the network: to one server, or from one client. */
  static final Set<Part> LINKS = EnumSet.range(KAFKA_LINK, CLIENT_LINK);

  private static final long ENGINE_REST_MILLIS = 8_000;
  private static final long LINK_REST_MILLIS = 6_000;

  private final String program;

  Part(String program) {
    this.program = program;
  }

  /** How long it is left alone between two faults, on average; those of batch wait for steps. */
  long restMillis() {
    return ENGINES.contains(this)
        ? ENGINE_REST_MILLIS
        : LINKS.contains(this) ? LINK_REST_MILLIS : 0;
  }

  String program() {
    return program;
  }
}
