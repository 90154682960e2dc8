package io.dumul.core.edge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of cells, each with a version byte first. */
final class EdgeBytes {
  private static final byte VERSION = 1;

  private EdgeBytes() {}

  private interface Written {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Read<T> {
    T from(DataInputStream in) throws IOException;
  }

  static byte[] state(EdgeState state) {
    return write(
        out -> {
          out.writeLong(state.version());
          stamp(out, state.inserted());
          stamp(out, state.deleted());
          out.writeShort(state.writes().size());
          for (Map.Entry<String, EdgeState.Write> entry : state.writes().entrySet()) {
            text(out, entry.getKey());
            stamp(out, entry.getValue().at());
            out.writeBoolean(entry.getValue().named());
            value(out, entry.getValue().value());
          }
        });
  }

  static EdgeState state(byte @Nullable [] bytes) {
    return bytes == null ? EdgeState.NONE : read(bytes, EdgeBytes::state);
  }

  private static EdgeState state(DataInputStream in) throws IOException {
    long version = in.readLong();
    EdgeState.Stamp inserted = stamp(in);
    EdgeState.Stamp deleted = stamp(in);
    TreeMap<String, EdgeState.Write> writes = new TreeMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      String name = text(in);
      EdgeState.Stamp at = stamp(in);
      if (at == null) {
        throw new IOException("a write without version");
      }
      writes.put(name, new EdgeState.Write(at, in.readBoolean(), value(in)));
    }
    return new EdgeState(version, inserted, deleted, writes);
  }

  static byte[] edge(LiveEdge edge) {
    return write(
        out -> {
          out.writeLong(edge.version());
          value(out, edge.source());
          value(out, edge.target());
          value(out, edge.id());
          out.writeShort(edge.properties().size());
          for (Map.Entry<String, @Nullable Object> entry : edge.properties().entrySet()) {
            text(out, entry.getKey());
            value(out, entry.getValue());
          }
        });
  }

  static LiveEdge edge(byte[] bytes) {
    return read(bytes, EdgeBytes::edge);
  }

  private static LiveEdge edge(DataInputStream in) throws IOException {
    long version = in.readLong();
    Object source = value(in);
    Object target = value(in);
    Object id = value(in);
    Map<String, @Nullable Object> properties = new TreeMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      properties.put(text(in), value(in));
    }
    if (source == null || target == null) {
      throw new IOException("an edge without nodes");
    }
    return new LiveEdge(version, source, target, id, properties);
  }

  static byte[] number(long number) {
    return write(out -> out.writeLong(number));
  }

  static long number(byte[] bytes) {
    return read(bytes, DataInputStream::readLong);
  }

  /** A sum, and when it was written last, in milliseconds. */
  static byte[] sum(long sum, long written) {
    return write(
        out -> {
          out.writeLong(sum);
          out.writeLong(written);
        });
  }

  /** When a sum was written last; {@link Expiry#UNKNOWN} where it does not say so. */
  static long written(byte[] sum) {
    return sum.length <= 1 + Long.BYTES
        ? Expiry.UNKNOWN
        : read(
            sum,
            in -> {
              in.readLong();
              return in.readLong();
            });
  }

  static byte[] receipt(Receipt receipt) {
    return write(
        out -> {
          out.writeLong(receipt.offset());
          text(out, receipt.outcome().name());
        });
  }

  static Receipt receipt(byte[] bytes) {
    return read(bytes, in -> new Receipt(in.readLong(), Receipt.Outcome.valueOf(text(in))));
  }

  private static byte[] write(Written written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      written.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, Read<T> read) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("edge: version " + version + " (expected: 1)");
      }
      return read.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException("edge: damaged " + bytes.length + " bytes", e);
    }
  }

  private static void stamp(DataOutputStream out, EdgeState.@Nullable Stamp stamp)
      throws IOException {
    out.writeBoolean(stamp != null);
    if (stamp != null) {
      out.writeLong(stamp.version());
      text(out, stamp.event());
    }
  }

  private static EdgeState.@Nullable Stamp stamp(DataInputStream in) throws IOException {
    return in.readBoolean() ? new EdgeState.Stamp(in.readLong(), text(in)) : null;
  }

  private static void value(DataOutputStream out, @Nullable Object value) throws IOException {
    if (value instanceof Long number) {
      out.writeByte('l');
      out.writeLong(number);
    } else if (value instanceof Double number) {
      out.writeByte('d');
      out.writeDouble(number);
    } else if (value instanceof Boolean truth) {
      out.writeByte(truth ? 't' : 'f');
    } else if (value instanceof String text) {
      out.writeByte('s');
      text(out, text);
    } else {
      out.writeByte('n');
    }
  }

  private static @Nullable Object value(DataInputStream in) throws IOException {
    int tag = in.readUnsignedByte();
    return switch (tag) {
      case 'l' -> in.readLong();
      case 'd' -> in.readDouble();
      case 't' -> true;
      case 'f' -> false;
      case 's' -> text(in);
      case 'n' -> null;
      default -> throw new IOException("tag " + tag);
    };
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
