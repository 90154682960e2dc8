package io.dumul.local.bench;

/** CPU that reading takes: of who asks, of the servers, and of HBase. */
record ReadCpu(Engine hbase, Engine serving, ReadPeers peers) {

  /** Nanoseconds, or microseconds a request. */
  record Taken(double client, double server, double store) {

    /** Microseconds for each of the requests. */
    Taken since(Taken before, long requests) {
      double each = 1000.0 * requests;
      return new Taken(
          (client - before.client) / each,
          (server - before.server) / each,
          (store - before.store) / each);
    }
  }

  Taken taken() {
    long stores = peers.stores().stream().mapToLong(store -> tree(store.process())).sum();
    return new Taken(
        Cpu.nanos(),
        Cpu.nanos(serving.pid()) + Cpu.nanos(peers.server().pid()),
        Cpu.nanos(hbase.pid()) + stores);
  }

  /** PostgreSQL has a process for each connection. */
  static long tree(Process process) {
    return Cpu.nanos(process.pid())
        + process.descendants().mapToLong(child -> Cpu.nanos(child.pid())).sum();
  }
}
