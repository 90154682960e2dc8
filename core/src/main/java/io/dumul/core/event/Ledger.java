package io.dumul.core.event;

/**
 * What became of the records of one partition and epoch, barriers not counted: records = accepted +
 * duplicates + rejected. Two layers that judged alike have equal ledgers.
 *
 * @param hash sum modulo 2^64 of one 64-bit hash a record over (partition, offset, verdict), so it
 *     does not depend on the order
 */
public record Ledger(long records, long accepted, long duplicates, long rejected, long hash) {
  public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0);

  public Ledger {
    if (records != accepted + duplicates + rejected) {
      throw new IllegalArgumentException(
          "records: "
              + records
              + " (expected: accepted + duplicates + rejected = "
              + (accepted + duplicates + rejected)
              + ")");
    }
  }

  public Ledger add(int partition, long offset, Verdict verdict) {
    int kind = kind(verdict);
    return new Ledger(
        records + 1,
        accepted + (kind == 0 ? 1 : 0),
        duplicates + (kind == 1 ? 1 : 0),
        rejected + (kind > 1 ? 1 : 0),
        hash + hash(partition, offset, kind));
  }

  public Ledger merge(Ledger other) {
    return new Ledger(
        records + other.records,
        accepted + other.accepted,
        duplicates + other.duplicates,
        rejected + other.rejected,
        hash + other.hash);
  }

  private static int kind(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted) {
      return 0;
    }
    return verdict instanceof Verdict.Rejected rejected ? rejected.reason().code() : 1;
  }

  /** Two rounds of the finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long hash(int partition, long offset, int kind) {
    return mix(mix(offset * 31 + kind) + partition);
  }

  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
