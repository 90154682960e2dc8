package io.dumul.serving.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.view.ControlState;
import io.dumul.core.view.Published;
import io.dumul.core.view.SpeedProgress;
import io.dumul.serving.http.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** How an answer came about, in JSON. */
final class Receipt {
  private Receipt() {}

  static ObjectNode of(ControlState state, String definitionsHash) {
    ObjectNode receipt = Json.object();
    if (state.published().isPresent()) {
      receipt.set("published", published(state.published().get()));
    } else {
      receipt.putNull("published");
    }
    receipt.set("speed", speed(state));
    ArrayNode degraded = receipt.putArray("degraded");
    if (state.speed().values().stream().anyMatch(p -> p.openEpoch() <= state.publishedEpoch())) {
      degraded.add("speed-behind");
    }
    if (state.speed().values().stream()
        .anyMatch(p -> !p.definitionsHash().equals(definitionsHash))) {
      degraded.add("definitions-differ");
    }
    return receipt;
  }

  /** The snapshot is text, as it has more digits than a JavaScript number holds. */
  private static ObjectNode published(Published published) {
    return Json.object()
        .put("epoch", published.epoch())
        .put("publication", published.number())
        .put("closing", published.closing().toString())
        .put("snapshot", Long.toString(published.snapshot()));
  }

  private static ObjectNode speed(ControlState state) {
    ObjectNode speed = Json.object().put("generation", state.generation());
    List<SpeedProgress> partitions =
        state.speed().values().stream()
            .sorted(Comparator.comparingInt(SpeedProgress::partition))
            .toList();
    Instant oldest =
        partitions.stream()
            .map(SpeedProgress::appendTime)
            .filter(time -> time.isAfter(Instant.EPOCH))
            .min(Comparator.naturalOrder())
            .orElse(null);
    speed.put("appendTime", oldest == null ? null : oldest.toString());
    ArrayNode json = speed.putArray("partitions");
    partitions.forEach(progress -> json.add(partition(progress)));
    return speed;
  }

  private static ObjectNode partition(SpeedProgress progress) {
    ObjectNode json =
        Json.object()
            .put("partition", progress.partition())
            .put("openEpoch", progress.openEpoch())
            .put("offset", progress.offset());
    return progress.appendTime().isAfter(Instant.EPOCH)
        ? json.put("appendTime", progress.appendTime().toString())
        : json.putNull("appendTime");
  }
}
