package io.dumul.local.stack.traffic;

import static java.math.BigDecimal.ONE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * Makes a good event wrong, in each of the ways for which the accept rule has a reason, but for its
 * size.
 */
enum Bad {
  /** Cut off in the middle. */
  MALFORMED {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      String text = event.toString();
      return text.substring(0, text.length() * 2 / 3).getBytes(StandardCharsets.UTF_8);
    }
  },
  ENVELOPE {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      event.remove("source");
      return bytes(event);
    }
  },
  UNKNOWN_TYPE {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      return bytes(event.put("type", "order.teleported"));
    }
  },
  /** As an app sends whose developers are ahead of the definitions. */
  UNKNOWN_VERSION {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      String type = event.path("type").asText();
      return bytes(event.put("dataschema", "https://dumul.example/events/" + type + "/1-9-0"));
    }
  },
  SCHEMA {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      event.withObject("/data").put("region", 7);
      return bytes(event);
    }
  },
  /** A sum that cannot be, or an end before the beginning. */
  SEMANTIC_RULE {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      ObjectNode data = event.withObject("/data");
      switch (event.path("type").asText()) {
        case "order.placed" -> data.put("amount", data.path("amount").decimalValue().add(ONE));
        case "order.delivered" -> data.put("placed_at", now.plus(Duration.ofDays(1)).toString());
        default -> data.put("region", "");
      }
      return bytes(event);
    }
  },
  /** From long before any lateness bound of the sample; it counts until there is a barrier. */
  LATE {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      return bytes(event.put("time", now.minus(Duration.ofDays(30)).toString()));
    }
  },
  FUTURE {
    @Override
    byte[] spoil(ObjectNode event, Instant now) {
      return bytes(event.put("time", now.plus(Duration.ofDays(36_500)).toString()));
    }
  };

  abstract byte[] spoil(ObjectNode event, Instant now);

  static Bad draw(Random random) {
    return values()[random.nextInt(values().length)];
  }

  private static byte[] bytes(ObjectNode event) {
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }
}
