package io.dumul.serving.answer;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.aggregate.Presented;
import io.dumul.core.definition.Bucketing;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Merge;
import io.dumul.serving.http.Json;
import java.time.Instant;
import java.util.Locale;

/** Metrics and answers in JSON. */
final class AnswerJson {
  private AnswerJson() {}

  static ObjectNode metric(Metric metric) {
    ObjectNode json =
        Json.object()
            .put("name", metric.name())
            .put("version", metric.version())
            .put("description", metric.description())
            .put("owner", metric.owner())
            .put("entity", metric.entity());
    json.set("key", Json.MAPPER.valueToTree(metric.key().stream().map(AnswerJson::field).toList()));
    json.set("events", Json.MAPPER.valueToTree(metric.events().stream().sorted().toList()));
    json.set("bucket", bucketing(metric.bucketing()));
    json.set("aggregate", Json.MAPPER.valueToTree(metric.spec()));
    return json.put("exact", metric.aggregate().exact());
  }

  /** The last name of the pointer, as {@code store_id}. */
  static String field(JsonPointer pointer) {
    return pointer.last().getMatchingProperty();
  }

  private static ObjectNode bucketing(Bucketing bucketing) {
    return Json.object()
        .put("unit", bucketing.unit().name().toLowerCase(Locale.ROOT))
        .put("zone", bucketing.zone().getId());
  }

  static ObjectNode answer(Answers.Answer answer) {
    Question question = answer.question();
    ObjectNode json =
        Json.object()
            .put("metric", question.metric().name())
            .put("version", question.metric().version())
            .put("entity", question.entity().kind());
    json.set("key", Json.MAPPER.valueToTree(question.entity().key()));
    json.put("from", instant(question.range().from())).put("to", instant(question.range().to()));
    json.set("bucket", bucketing(question.metric().bucketing()));
    value(json, answer.total(), question.shape());
    if (question.shape().buckets()) {
      json.set("buckets", buckets(answer));
    }
    return json;
  }

  private static ArrayNode buckets(Answers.Answer answer) {
    Bucketing bucketing = answer.question().metric().bucketing();
    ArrayNode buckets = Json.MAPPER.createArrayNode();
    answer
        .buckets()
        .forEach(
            (bucket, parts) ->
                buckets.add(
                    value(
                        Json.object()
                            .put("from", instant(bucket))
                            .put("to", instant(bucketing.next(bucket))),
                        parts,
                        answer.question().shape())));
    return buckets;
  }

  private static ObjectNode value(ObjectNode json, Merge.Parts parts, Question.Shape shape) {
    presented(json, parts.merged());
    if (shape.parts()) {
      ObjectNode apart = json.putObject("parts");
      presented(apart.putObject("batch"), parts.batch());
      presented(apart.putObject("speed"), parts.speed());
    }
    return json;
  }

  private static void presented(ObjectNode json, Presented presented) {
    json.set("value", presented.value());
    if (presented.bound() != null) {
      json.set("bound", presented.bound());
    }
  }

  private static String instant(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }
}
