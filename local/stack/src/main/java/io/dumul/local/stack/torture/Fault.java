package io.dumul.local.stack.torture;

import java.util.Locale;

/** A named fault: what it strikes, how, and how often it is drawn beside the others. */
enum Fault {
  SPEED_KILLED(Part.SPEED, Way.KILLED, 10),
  SPEED_AWAY(Part.SPEED, Way.AWAY, 3),
  SPEED_STOPPED(Part.SPEED, Way.STOPPED, 3),
  SPEED_PAUSED(Part.SPEED, Way.PAUSED, 16),
  SPEED_PAUSED_LONG(Part.SPEED, Way.PAUSED_LONG, 3),
  SPEED_ZOMBIE(Part.SPEED, Way.ZOMBIE, 5),
  SPEED_STATE_LOST(Part.SPEED, Way.WIPED, 2),
  SPEED_REBUILT(Part.SPEED, Way.REBUILT, 2),
  SPEED_CLOCK(Part.SPEED, Way.CLOCK, 2),
  SPEED_DISK_FULL(Part.SPEED, Way.DISK_FULL, 2),
  SPEED_DISK_SLOW(Part.SPEED, Way.DISK_SLOW, 6),
  SERVING_KILLED(Part.SERVING, Way.KILLED, 6),
  SERVING_STOPPED(Part.SERVING, Way.STOPPED, 2),
  SERVING_PAUSED(Part.SERVING, Way.PAUSED, 12),
  SERVING_PAUSED_LONG(Part.SERVING, Way.PAUSED_LONG, 2),
  BROKER_KILLED(Part.KAFKA, Way.KILLED, 5),
  BROKER_AWAY(Part.KAFKA, Way.AWAY, 2),
  BROKER_STOPPED(Part.KAFKA, Way.STOPPED, 2),
  BROKER_PAUSED(Part.KAFKA, Way.PAUSED, 14),
  BROKER_PAUSED_LONG(Part.KAFKA, Way.PAUSED_LONG, 2),
  BROKER_CLOCK(Part.KAFKA, Way.CLOCK, 2),
  BROKER_DISK_FULL(Part.KAFKA, Way.DISK_FULL, 2),
  BROKER_DISK_SLOW(Part.KAFKA, Way.DISK_SLOW, 6),
  HBASE_KILLED(Part.HBASE, Way.KILLED, 5),
  HBASE_AWAY(Part.HBASE, Way.AWAY, 2),
  HBASE_STOPPED(Part.HBASE, Way.STOPPED, 2),
  HBASE_PAUSED(Part.HBASE, Way.PAUSED, 14),
  HBASE_PAUSED_LONG(Part.HBASE, Way.PAUSED_LONG, 2),
  HBASE_WIPED(Part.HBASE, Way.WIPED, 2),
  HBASE_DISK_FULL(Part.HBASE, Way.DISK_FULL, 2),
  HBASE_DISK_SLOW(Part.HBASE, Way.DISK_SLOW, 6),
  BATCH_KILLED(Part.BATCH, Way.KILLED, 8),
  BATCH_CRASHED(Part.BATCH, Way.CRASHED, 8),
  BATCH_PAUSED(Part.BATCH, Way.PAUSED, 6),
  BATCH_ZOMBIE(Part.BATCH, Way.ZOMBIE, 5),
  BATCH_TWICE(Part.BATCH, Way.TWICE, 5),
  BATCH_LATE(Part.BATCH, Way.LATE, 2),
  BATCH_ROLLED_BACK(Part.BATCH, Way.ROLLED_BACK, 3),
  BATCH_CLOCK(Part.BATCH, Way.CLOCK, 3),
  BATCH_DISK_FULL(Part.BATCH, Way.DISK_FULL, 2),
  BATCH_DISK_SLOW(Part.BATCH, Way.DISK_SLOW, 3),
  BARRIER_REPEATED(Part.LOG, Way.APPENDED, 8),
  BARRIER_REORDERED(Part.LOG, Way.APPENDED, 8),
  BARRIER_FORGED(Part.LOG, Way.APPENDED, 8),
  BARRIER_FOREIGN(Part.LOG, Way.APPENDED, 6),
  BARRIER_WITH_PAYLOAD(Part.LOG, Way.APPENDED, 6),
  EVENTS_REPLAYED(Part.LOG, Way.APPENDED, 8),
  TOPIC_RECREATED(Part.LOG, Way.LOST, 0),
  RETENTION_OVERTOOK(Part.LOG, Way.LOST, 0);

  private final Part part;
  private final Way way;
  private final int weight;

  Fault(Part part, Way way, int weight) {
    this.part = part;
    this.way = way;
    this.weight = weight;
  }

  Part part() {
    return part;
  }

  Way way() {
    return way;
  }

  int weight() {
    return weight;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
