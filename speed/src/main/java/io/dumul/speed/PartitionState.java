package io.dumul.speed;

import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.Ledger;
import io.dumul.core.view.SpeedProgress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a task knows beside its increments and its memory of events. It travels under
 * {@link #KEY} through the increments topic, behind the increments that it speaks of, so one record
 * restores the task and tells the readers how far the view is.
 *
 * @param topicId id of the log that this is about; another id is another log
 * @param reader where the reader stands in the epochs of the log
 * @param droppedThrough the last epoch whose increments left the state because it is published; -1
 *     for none
 */
record PartitionState(
    String topicId, EpochReader reader, long droppedThrough, SpeedProgress progress) {
  private static final byte VERSION = 1;
  private static final byte[] KEY = {-1, 'p', 'r', 'o', 'g', 'r', 'e', 's', 's'};

  /** The reserved key. No increment has it: its epoch would be negative. */
  static byte[] key() {
    return KEY.clone();
  }

  static boolean isKey(byte[] key) {
    return Arrays.equals(KEY, key);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(topicId);
      write(out, reader);
      out.writeLong(droppedThrough);
      write(out, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads {@link #encode}'s bytes.
   *
   * @throws IllegalArgumentException when the bytes are of another version
   */
  static PartitionState decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "progress: version " + version + " (expected: " + VERSION + ")");
      }
      return new PartitionState(in.readUTF(), reader(in), in.readLong(), progress(in));
    } catch (IOException e) {
      throw new UncheckedIOException("progress: " + bytes.length + " bytes (expected: more)", e);
    }
  }

  private static void write(DataOutputStream out, EpochReader reader) throws IOException {
    out.writeLong(reader.epoch().open());
    boolean start = reader.epoch().closing().equals(Instant.MIN);
    out.writeLong(start ? Long.MIN_VALUE : reader.epoch().closing().toEpochMilli());
    out.writeLong(reader.foldFrom());
    out.writeByte(reader.knowledge().code());
  }

  private static EpochReader reader(DataInputStream in) throws IOException {
    long open = in.readLong();
    long closing = in.readLong();
    Instant time = closing == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(closing);
    long foldFrom = in.readLong();
    return new EpochReader(
        new PartitionEpoch(open, time), foldFrom, EpochReader.Knowledge.of(in.readByte()));
  }

  private static void write(DataOutputStream out, SpeedProgress progress) throws IOException {
    out.writeInt(progress.partition());
    out.writeInt(progress.partitions());
    out.writeInt(progress.generation());
    out.writeLong(progress.offset());
    out.writeLong(progress.appendTime().toEpochMilli());
    out.writeLong(progress.openEpoch());
    out.writeInt(progress.ledgers().size());
    for (Map.Entry<Long, Ledger> entry : new TreeMap<>(progress.ledgers()).entrySet()) {
      out.writeLong(entry.getKey());
      write(out, entry.getValue());
    }
    out.writeInt(progress.since().size());
    for (Map.Entry<Long, Long> entry : new TreeMap<>(progress.since()).entrySet()) {
      out.writeLong(entry.getKey());
      out.writeLong(entry.getValue());
    }
    out.writeUTF(progress.definitionsHash());
  }

  private static void write(DataOutputStream out, Ledger ledger) throws IOException {
    out.writeLong(ledger.records());
    out.writeLong(ledger.accepted());
    out.writeLong(ledger.duplicates());
    out.writeLong(ledger.rejected());
    out.writeLong(ledger.hash());
  }

  private static SpeedProgress progress(DataInputStream in) throws IOException {
    return new SpeedProgress(
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        Instant.ofEpochMilli(in.readLong()),
        in.readLong(),
        ledgers(in),
        since(in),
        in.readUTF());
  }

  private static Map<Long, Ledger> ledgers(DataInputStream in) throws IOException {
    Map<Long, Ledger> ledgers = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      long epoch = in.readLong();
      ledgers.put(
          epoch,
          new Ledger(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
    return ledgers;
  }

  private static Map<Long, Long> since(DataInputStream in) throws IOException {
    Map<Long, Long> since = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      since.put(in.readLong(), in.readLong());
    }
    return since;
  }
}
