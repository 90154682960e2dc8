package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/** What became of a record, as the document that metrics over verdicts speak of. */
final class RecountVerdict {
  private static final String UNKNOWN = "(unknown)";

  private RecountVerdict() {}

  static RecountJudge.Taken of(
      RecountJudge.Judged judged,
      Recount.Fate fate,
      String told,
      Instant appendTime,
      Map<String, JsonNode> documents) {
    JsonNode event = judged.event() == null ? MissingNode.getInstance() : judged.event();
    ObjectNode verdict = JsonNodeFactory.instance.objectNode().put("type", "dumul.verdict");
    verdict
        .put("time", appendTime.toString())
        .put("subject", named(event.path("subject")))
        .put("id", "");
    String type = event.path("type").asText();
    boolean known = event.path("type").isTextual() && documents.containsKey(type);
    String shown = known ? type : UNKNOWN;
    ObjectNode data = verdict.putObject("data");
    data.put("verdict", told)
        .put("passed", fate == Recount.Fate.ACCEPTED && judged.reason().isEmpty())
        .put("event_type", shown)
        .put("event_source", named(event.path("source")))
        .put("platform", named(event.at("/data/platform")))
        .put("app", named(event.at("/data/platform")) + " " + named(event.at("/data/app_version")));
    if (fate != Recount.Fate.DUPLICATE && !judged.reason().isEmpty()) {
      data.put("failure", judged.reason()).put("path", judged.path());
      data.put("defect", shown + " " + judged.reason() + " " + judged.path());
    }
    return new RecountJudge.Taken(verdict, appendTime);
  }

  private static String named(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : "";
    return text.isEmpty() || text.length() > 128 ? UNKNOWN : text;
  }
}
