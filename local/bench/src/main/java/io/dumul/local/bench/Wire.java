package io.dumul.local.bench;

import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.Contribution;
import io.dumul.core.view.Entity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** How the peers send contributions from one step to the next: compact, and nothing twice. */
final class Wire {
  private Wire() {}

  /**
   * The place of a value within its metric.
   *
   * @param bucket start of the bucket, epoch seconds
   */
  record Place(Entity entity, long bucket) {}

  /** A contribution as a job of one metric a step sends it. */
  record Sent(Place place, Observation observation) {
    static Sent of(Contribution contribution) {
      return new Sent(
          new Place(contribution.entity(), contribution.bucket()), contribution.observation());
    }
  }

  static byte[] place(Place place) {
    return write(
        out -> {
          out.writeLong(place.bucket());
          out.writeUTF(place.entity().kind());
          out.writeByte(place.entity().key().size());
          for (String part : place.entity().key()) {
            out.writeUTF(part);
          }
        });
  }

  static Place place(byte[] bytes) {
    return read(
        bytes,
        in -> {
          long bucket = in.readLong();
          String kind = in.readUTF();
          List<String> key = new ArrayList<>();
          for (int left = in.readByte(); left > 0; left--) {
            key.add(in.readUTF());
          }
          return new Place(new Entity(kind, key), bucket);
        });
  }

  static byte[] observation(Observation observation) {
    return write(
        out -> {
          out.writeBoolean(observation.value() != null);
          if (observation.value() != null) {
            out.writeUTF(observation.value());
          }
          out.writeLong(observation.time().toEpochMilli());
          out.writeUTF(observation.subject());
          out.writeUTF(observation.id());
        });
  }

  static Observation observation(byte[] bytes) {
    return read(
        bytes,
        in ->
            new Observation(
                in.readBoolean() ? in.readUTF() : null,
                Instant.ofEpochMilli(in.readLong()),
                in.readUTF(),
                in.readUTF()));
  }

  /** All contributions of one event; each is its metric's id and place, and its observation. */
  static byte[] all(List<Contribution> contributions) {
    return write(
        out -> {
          out.writeByte(contributions.size());
          for (Contribution contribution : contributions) {
            byte[] place = place(Sent.of(contribution).place());
            byte[] observation = observation(contribution.observation());
            out.writeShort(8 + place.length);
            out.writeLong(contribution.metric().id());
            out.write(place);
            out.writeShort(observation.length);
            out.write(observation);
          }
        });
  }

  /** Takes {@link #all} apart. */
  static void each(byte[] bytes, BiConsumer<byte[], byte[]> to) {
    read(
        bytes,
        in -> {
          int left = in.readByte();
          for (; left > 0; left--) {
            byte[] place = in.readNBytes(in.readShort());
            to.accept(place, in.readNBytes(in.readShort()));
          }
          return left;
        });
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
