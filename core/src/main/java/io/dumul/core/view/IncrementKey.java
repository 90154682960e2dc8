package io.dumul.core.view;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an increment is about, within its partition.
 *
 * <p>Bytes: epoch (8, big endian, so that the keys of an epoch stand together), day (4), kind and
 * key values, each with its length (4).
 *
 * @param epoch the epoch whose events it holds
 * @param entity the row
 * @param day the day, counted from 1970-01-01 and local to each metric's time zone, on which its
 *     buckets start ({@code Contribution.day}): one increment never grows beyond the buckets of a
 *     day, and metrics by hour and by day of one zone share it
 */
public record IncrementKey(long epoch, Entity entity, int day) {

  public byte[] encode() {
    List<byte[]> texts = new ArrayList<>();
    texts.add(entity.kind().getBytes(StandardCharsets.UTF_8));
    entity.key().forEach(part -> texts.add(part.getBytes(StandardCharsets.UTF_8)));
    int size = 12 + texts.stream().mapToInt(text -> 4 + text.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size).putLong(epoch).putInt(day);
    texts.forEach(text -> out.putInt(text.length).put(text));
    return out.array();
  }

  public static IncrementKey decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long epoch = in.getLong();
    int day = in.getInt();
    String kind = text(in);
    List<String> key = new ArrayList<>();
    while (in.hasRemaining()) {
      key.add(text(in));
    }
    return new IncrementKey(epoch, new Entity(kind, key), day);
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getInt()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
