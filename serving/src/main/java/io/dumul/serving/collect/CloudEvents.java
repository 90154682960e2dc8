package io.dumul.serving.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.event.Failure;
import io.dumul.core.event.Verdict.Reason;
import io.dumul.serving.http.Json;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents 1.0 as its HTTP binding sends them: structured, batch and binary mode. What
 * stands in the log is the text that came, number for number.
 */
final class CloudEvents {
  /** Reads one value and leaves what follows it. */
  private static final ObjectReader ONE =
      Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final int mostEvents;
  private final int mostBytes;

  /**
   * @param mostEvents how many events a request may have
   * @param mostBytes how many bytes of JSON one event may have
   */
  CloudEvents(int mostEvents, int mostBytes) {
    this.mostEvents = mostEvents;
    this.mostBytes = mostBytes;
  }

  /** The event that is the body. */
  List<Incoming> structured(byte[] body) {
    String text = text(body);
    try (JsonParser parser = Json.MAPPER.createParser(text)) {
      JsonNode tree = ONE.readTree(parser);
      if (tree == null || parser.nextToken() != null) {
        throw malformed("one JSON object and nothing else");
      }
      return List.of(event(tree, text.strip()));
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** The events of an array. */
  List<Incoming> batch(byte[] body) {
    String text = text(body);
    try (JsonParser parser = Json.MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw malformed("an array of events");
      }
      List<Incoming> events = elements(parser, text);
      if (parser.nextToken() != null) {
        throw malformed("one JSON array and nothing else");
      }
      return events;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private List<Incoming> elements(JsonParser parser, String text) throws IOException {
    List<Incoming> events = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (events.size() == mostEvents) {
        throw new ProblemException(
            Problem.TOO_LARGE, "The batch has more than " + mostEvents + " events.");
      }
      int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
      JsonNode tree = ONE.readTree(parser);
      parser.finishToken();
      int end = Math.toIntExact(parser.currentLocation().getCharOffset());
      events.add(event(tree, text.substring(start, end)));
    }
    return events;
  }

  /**
   * The event whose attributes are headers and whose data is the body.
   *
   * @param attributes values of the {@code ce-} headers by attribute name, percent-encoded
   */
  List<Incoming> binary(Map<String, String> attributes, String contentType, byte[] body) {
    ObjectNode envelope = Json.object();
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      String value = HeaderText.decode(attribute.getValue());
      if (value == null || !attribute.getKey().matches("[a-z0-9]+")) {
        return List.of(refusedHeader(attribute.getKey()));
      }
      envelope.put(attribute.getKey(), value);
    }
    envelope.put("datacontenttype", contentType);
    envelope.remove(List.of("data", "data_base64"));
    String data = text(body).strip();
    if (!data.isEmpty()) {
      check(data);
    }
    return List.of(event(envelope, joined(envelope, data)));
  }

  private static Incoming refusedHeader(String name) {
    return Incoming.refused(
        null,
        new Failure(
            Reason.ENVELOPE,
            "/" + name,
            "attribute",
            "ce-" + name,
            "a name of a-z and 0-9, a value in percent-encoded UTF-8"));
  }

  private static String joined(ObjectNode envelope, String data) {
    String head = envelope.toString();
    return data.isEmpty() ? head : head.substring(0, head.length() - 1) + ",\"data\":" + data + "}";
  }

  private static void check(String data) {
    try {
      Json.MAPPER.readTree(data);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }

  private Incoming event(JsonNode tree, String text) {
    if (!tree.isObject()) {
      return Incoming.refused(
          null,
          new Failure(
              Reason.MALFORMED, "", "json", tree.getNodeType().name(), "an object, a CloudEvent"));
    }
    String id = tree.path("id").isTextual() ? tree.path("id").textValue() : null;
    String subject = subject(tree);
    if (subject == null) {
      return Incoming.refused(
          id,
          new Failure(
              Reason.ENVELOPE,
              "/subject",
              "attribute",
              shown(tree.path("subject")),
              "a text, the user's key"));
    }
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    if (value.length > mostBytes) {
      return Incoming.refused(id, tooLarge(value.length, "<= " + mostBytes + " bytes"));
    }
    return Incoming.of(id, subject, value);
  }

  static Failure tooLarge(int bytes, String expected) {
    return new Failure(Reason.TOO_LARGE, "", "size", bytes + " bytes", expected);
  }

  private static @Nullable String subject(JsonNode tree) {
    JsonNode subject = tree.path("subject");
    return subject.isTextual()
            && !subject.textValue().isBlank()
            && Json.encodable(subject.textValue())
        ? subject.textValue()
        : null;
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }

  private static String text(byte[] body) {
    try {
      return Json.utf8(body);
    } catch (CharacterCodingException e) {
      throw malformed("UTF-8");
    }
  }

  private static ProblemException malformed(String expected) {
    return new ProblemException(Problem.INVALID_BODY, "body (expected: " + expected + ")");
  }

  private static ProblemException malformed(IOException cause) {
    if (cause instanceof JsonProcessingException json) {
      return new ProblemException(
          Problem.INVALID_BODY,
          "body: "
              + json.getOriginalMessage()
              + (json.getLocation() == null
                  ? ""
                  : " at line "
                      + json.getLocation().getLineNr()
                      + ", column "
                      + json.getLocation().getColumnNr())
              + " (expected: JSON)");
    }
    return new ProblemException(Problem.INVALID_BODY, "body (expected: JSON)");
  }
}
