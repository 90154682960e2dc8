package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Random;

/**
 * Traffic in which, from some time on, all phones of one platform have a new version of the app,
 * and 35 of 100 of its events are wrong: 18 say {@code district} for the region, 13 give the
 * session as a number, and 4 have no region at all, so that 31 can be mended.
 */
public final class Release implements Iterator<Sent> {
  public static final String PLATFORM = "ios";
  public static final String VERSION = "6.0.0";

  /** As metrics name the app. */
  public static final String APP = PLATFORM + " " + VERSION;

  private static final double RENAMED = 0.18;
  private static final double UNQUOTED = 0.31;
  private static final double LOST = 0.35;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Iterator<Sent> traffic;
  private final Instant from;
  private final Random random;

  /**
   * @param from when the version is released
   */
  public Release(Iterator<Sent> traffic, Instant from, long seed) {
    this.traffic = traffic;
    this.from = from;
    this.random = new Random(seed);
  }

  @Override
  public boolean hasNext() {
    return traffic.hasNext();
  }

  @Override
  public Sent next() {
    Sent sent = traffic.next();
    if (sent.at().isBefore(from)) {
      return sent;
    }
    try {
      JsonNode event = JSON.readTree(sent.value());
      if (event.at("/data/platform").asText().equals(PLATFORM)) {
        release(event.withObject("/data"));
        byte[] value = event.toString().getBytes(StandardCharsets.UTF_8);
        return new Sent(sent.at(), sent.key(), value);
      }
    } catch (IOException e) {
      // It is wrong already.
    }
    return sent;
  }

  private void release(ObjectNode data) {
    data.put("app_version", VERSION);
    double draw = random.nextDouble();
    if (draw < RENAMED) {
      data.set("district", data.remove("region"));
    } else if (draw < UNQUOTED) {
      data.put("session", Integer.toUnsignedLong(data.path("session").asText().hashCode()));
    } else if (draw < LOST) {
      data.remove("region");
    }
  }
}
