package io.dumul.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.dumul.core.config.Settings;
import io.dumul.core.definition.Definitions;
import io.dumul.core.definition.Metric;
import io.dumul.core.view.Entity;
import io.dumul.core.view.EntityView;
import io.dumul.core.view.Increment;
import io.dumul.core.view.Merge;
import io.dumul.core.view.Selection;
import io.dumul.core.view.SpeedProgress;
import io.dumul.speed.SpeedLayer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Dumul's speed layer as it is, its sink included. Only HBase is left out: the view is a map, so
 * done means that a reader would have the values.
 */
final class DumulPeer implements Peer {
  private static final int GENERATION = 1;

  private final Definitions definitions;
  private final MapViews views = new MapViews();
  private final MapControl control;
  private final SpeedLayer layer;

  DumulPeer(Job job, Map<String, String> more) throws Exception {
    this.definitions = job.load();
    this.control = new MapControl(job.partitions(), GENERATION, definitions.hash());
    Map<String, String> settings = new HashMap<>();
    settings.put("DUMUL_BOOTSTRAP_SERVERS", job.servers());
    settings.put("DUMUL_EVENTS_TOPIC", job.topic());
    settings.put("DUMUL_BARRIER_KEY_FILE", "unused");
    settings.put("DUMUL_STATE_FOLDER", job.folder().toString());
    settings.put("DUMUL_COMMIT_INTERVAL", job.interval().toString());
    settings.put("DUMUL_COMMIT_INTERVAL_BEHIND", job.interval().toString());
    settings.put("DUMUL_THREADS", Integer.toString(job.threads()));
    settings.putAll(more);
    this.layer =
        SpeedLayer.start(
            Settings.load(null, settings, List.of()),
            definitions,
            GrowCommand.SECRET,
            views,
            control,
            new SimpleMeterRegistry());
  }

  @Override
  public long done() {
    return control.read().speed().values().stream().mapToLong(SpeedProgress::offset).sum();
  }

  @Override
  public void finish(Totals totals) {
    layer.close();
    Map<Entity, List<Increment>> rows =
        views.increments().stream()
            .collect(Collectors.groupingBy(increment -> increment.key().entity()));
    rows.forEach(
        (entity, increments) -> {
          EntityView view = new EntityView(entity, Map.of(), increments);
          for (Metric metric : definitions.metrics()) {
            total(metric, view, totals);
          }
        });
  }

  private static void total(Metric metric, EntityView view, Totals totals) {
    if (!metric.entity().equals(view.entity().kind())) {
      return;
    }
    Selection all = new Selection(Set.of(metric.id()), 0, Long.MAX_VALUE, 0);
    new Merge(-1, GENERATION)
        .byBucket(metric, view, all)
        .forEach(
            (bucket, parts) -> {
              JsonNode value = parts.merged().value();
              totals.add(metric.name(), view.entity().keyText(), bucket, value.decimalValue());
            });
  }

  /** How many cells the view was written, and how many bytes they had. */
  @Override
  public String note() {
    return views.note();
  }

  @Override
  public void close() {
    layer.close();
  }
}
