package io.dumul.serving.collect;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import io.dumul.serving.http.Problem;
import io.dumul.serving.http.ProblemException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the events of HTTP requests. */
public final class EventRequests {
  private static final String SUPPORTED =
      "application/cloudevents+json, application/cloudevents-batch+json, or application/json with"
          + " ce- headers; UTF-8";

  private final CloudEvents reader;

  /**
   * @param mostEvents how many events a request may have
   * @param mostBytes how many bytes of JSON one event may have
   */
  public EventRequests(int mostEvents, int mostBytes) {
    this.reader = new CloudEvents(mostEvents, mostBytes);
  }

  /** The events of a request's body, in their order. */
  List<Incoming> read(AggregatedHttpRequest request) {
    RequestHeaders headers = request.headers();
    MediaType type = headers.contentType();
    String encoding = headers.get("content-encoding");
    if (encoding != null) {
      throw new ProblemException(
          Problem.UNSUPPORTED_MEDIA_TYPE, "content-encoding: " + encoding + " (expected: none)");
    }
    if (type == null || !utf8(type)) {
      throw unsupported(type);
    }
    byte[] body = request.content().array();
    if (type.is(MediaType.create("application", "cloudevents+json"))) {
      return reader.structured(body);
    }
    if (type.is(MediaType.create("application", "cloudevents-batch+json"))) {
      return reader.batch(body);
    }
    Map<String, String> attributes = attributes(headers);
    if (attributes.isEmpty() || !type.isJson()) {
      throw unsupported(type);
    }
    return reader.binary(attributes, type.toString(), body);
  }

  private static boolean utf8(MediaType type) {
    try {
      Charset charset = type.charset();
      return charset == null || charset.equals(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Map<String, String> attributes(RequestHeaders headers) {
    Map<String, String> attributes = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          if (name.toString().startsWith("ce-")) {
            attributes.put(name.toString().substring("ce-".length()), value);
          }
        });
    return attributes;
  }

  private static ProblemException unsupported(@Nullable MediaType type) {
    return new ProblemException(
        Problem.UNSUPPORTED_MEDIA_TYPE, "content-type: " + type + " (expected: " + SUPPORTED + ")");
  }
}
