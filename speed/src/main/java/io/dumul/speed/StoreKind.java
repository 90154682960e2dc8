package io.dumul.speed;

/** Where a state store keeps its bytes beside its changelog. */
enum StoreKind {
  /** On the heap: the fastest, bounded by memory, read again from the changelog at every start. */
  MEMORY,
  /** In RocksDB files: bounded by the disk, there again after a clean stop. */
  ROCKSDB
}
