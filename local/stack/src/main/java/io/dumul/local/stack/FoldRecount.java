package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.aggregate.Aggregate;
import io.dumul.core.aggregate.Observation;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.epoch.Barrier;
import io.dumul.core.epoch.PartitionEpoch;
import io.dumul.core.event.Acceptor;
import io.dumul.core.event.LogRecord;
import io.dumul.core.event.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts the records of a log, one by one. */
final class FoldRecount implements Expected {
  private final Definitions definitions;
  private final Acceptor acceptor;
  private final byte[] secret;
  private final String topicId;
  private final Map<Integer, PartitionEpoch> epochs = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Map<List<String>, List<Observation>>> all = new TreeMap<>();

  FoldRecount(Definitions definitions, byte[] secret, String topicId) {
    this.definitions = definitions;
    this.acceptor = new Acceptor(definitions);
    this.secret = secret.clone();
    this.topicId = topicId;
  }

  void add(LogRecord record) {
    PartitionEpoch epoch = epochs.getOrDefault(record.partition(), PartitionEpoch.START);
    byte[] header = record.barrier();
    Optional<Barrier> barrier =
        header == null || record.key() != null || record.value() != null
            ? Optional.empty()
            : Barrier.verify(header, secret, topicId, record.partition());
    if (barrier.isPresent()) {
      epochs.put(record.partition(), epoch.after(barrier.get()));
    } else if (acceptor.judge(record, epoch.closing()) instanceof Verdict.Accepted accepted
        && seen.add(
            record.partition() + " " + accepted.event().subject() + " " + accepted.event().id())) {
      definitions.contributions(
          accepted.event(),
          given ->
              all.computeIfAbsent(given.metric().name(), name -> new HashMap<>())
                  .computeIfAbsent(given.entity().key(), key -> new ArrayList<>())
                  .add(given.observation()));
    }
  }

  @Override
  public List<List<String>> keys(String metric, int most) {
    return all.getOrDefault(metric, Map.of()).entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<List<String>, List<Observation>> each) -> -each.getValue().size())
                .thenComparing(each -> each.getKey().toString()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public JsonNode value(String name, List<String> key) {
    Metric metric = definitions.metric(name);
    List<Observation> observations = all.getOrDefault(name, Map.of()).getOrDefault(key, List.of());
    return switch (metric.spec().kind()) {
      case "distinct" ->
          LongNode.valueOf(observations.stream().map(Observation::value).distinct().count());
      case "quantiles" -> quantiles(metric, observations);
      case "top-k" -> counts(observations);
      default -> present(metric.aggregate(), observations);
    };
  }

  private static <S> JsonNode present(Aggregate<S> aggregate, List<Observation> observations) {
    S state = aggregate.empty();
    for (Observation observation : observations) {
      state = aggregate.add(state, observation);
    }
    return aggregate.present(state).value();
  }

  private static JsonNode counts(List<Observation> observations) {
    ObjectNode counts = JsonNodeFactory.instance.objectNode();
    for (Observation each : observations) {
      String item = String.valueOf(each.value());
      counts.put(item, counts.path(item).asLong() + 1);
    }
    return counts;
  }

  private static JsonNode quantiles(Metric metric, List<Observation> observations) {
    double[] sorted =
        observations.stream()
            .mapToDouble(each -> Double.parseDouble(String.valueOf(each.value())))
            .sorted()
            .toArray();
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    String ranks = metric.spec().parameters().getOrDefault("ranks", "");
    for (String rank : ranks.replaceAll("[\\[\\] ]", "").split(",", -1)) {
      int at = (int) Math.ceil(Double.parseDouble(rank) * sorted.length) - 1;
      values.put(rank, sorted[Math.max(0, at)]);
    }
    return values;
  }
}
