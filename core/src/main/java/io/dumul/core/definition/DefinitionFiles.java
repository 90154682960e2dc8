package io.dumul.core.definition;

import io.dumul.core.edge.EdgeEvents;
import io.dumul.core.edge.EdgeTable;
import io.dumul.core.event.VerdictEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads definitions from a folder: {@code events/*.json}, {@code metrics/*.yaml}, {@code time.yaml}
 * and, where they are there, {@code modes.yaml}, {@code alerts.yaml} and {@code tables/*.yaml}.
 * Every wrong file is reported, each with its first mistake.
 */
public final class DefinitionFiles {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Path folder;
  private final List<String> mistakes = new ArrayList<>();
  private final Map<String, EventType> types = new TreeMap<>();
  private final Map<String, EdgeTable> tables = new TreeMap<>();
  private final Map<String, Metric> metrics = new TreeMap<>();
  private final Map<Long, Metric> ids = new HashMap<>();
  private final Map<String, Metric> entities = new HashMap<>();

  private DefinitionFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * @throws DefinitionException where a definition is wrong, with file, line and what was expected;
   *     one line for each wrong file
   */
  public static Definitions load(Path folder) {
    return new DefinitionFiles(folder).read();
  }

  private Definitions read() {
    TimeRules[] time = new TimeRules[1];
    each(List.of("time.yaml"), file -> time[0] = time(file));
    each(names("events", ".json"), this::event);
    if (Files.isDirectory(folder.resolve("tables"))) {
      each(names("tables", ".yaml"), this::table);
    }
    stop();
    each(names("metrics", ".yaml"), this::metric);
    Modes[] modes = {Modes.DEFAULT};
    if (Files.exists(folder.resolve("modes.yaml"))) {
      each(List.of("modes.yaml"), file -> modes[0] = ModesFile.read(file, all().keySet()));
    }
    List<AlertRule> alerts = new ArrayList<>();
    if (Files.exists(folder.resolve("alerts.yaml"))) {
      each(
          List.of("alerts.yaml"),
          file -> alerts.addAll(AlertsFile.read(file, names(metrics.values()))));
    }
    stop();
    return new Definitions(
        types.values(), metrics.values(), time[0], modes[0], alerts, tables.values());
  }

  private static Set<String> names(Collection<Metric> metrics) {
    return metrics.stream().map(Metric::name).collect(Collectors.toSet());
  }

  /** Also the event types of tables. */
  private Map<String, EventType> all() {
    Map<String, EventType> all = new TreeMap<>(types);
    EdgeEvents.types(tables.values()).forEach(type -> all.put(type.name(), type));
    return all;
  }

  private void each(List<String> names, Consumer<Located> read) {
    for (String name : names) {
      try {
        read.accept(LocatedReader.read(folder, name));
      } catch (DefinitionException e) {
        mistakes.add(e.getMessage());
      }
    }
  }

  private void stop() {
    if (!mistakes.isEmpty()) {
      throw new DefinitionException(String.join("\n", mistakes));
    }
  }

  private List<String> names(String part, String ending) {
    Path inner = folder.resolve(part);
    if (!Files.isDirectory(inner)) {
      throw new DefinitionException(inner + " (expected: a folder of *" + ending + " files)");
    }
    try (Stream<Path> files = Files.list(inner)) {
      List<String> names = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = part + "/" + file.getFileName();
        if (!name.endsWith(ending)) {
          mistakes.add(name + ": (expected: only *" + ending + " files)");
        } else {
          names.add(name);
        }
      }
      return names;
    } catch (IOException e) {
      throw new DefinitionException(inner + " (expected: a readable folder)", e);
    }
  }

  private void event(Located file) {
    EventType type = EventFile.read(file);
    if (types.put(type.name(), type) != null) {
      throw file.need("x-type", "").wrong("a type that no other file has");
    }
  }

  private void table(Located file) {
    EdgeTable table = TableFile.read(file);
    if (tables.put(table.database() + "." + table.name(), table) != null) {
      throw file.need("table", "").wrong("a name that no other file has");
    }
  }

  private void metric(Located file) {
    Map<String, EventType> all = all();
    all.put(VerdictEvent.TYPE, VerdictEvent.type());
    Metric metric = MetricFile.read(file, all);
    if (metrics.put(metric.name(), metric) != null || ids.put(metric.id(), metric) != null) {
      throw file.need("name", "").wrong("a name that no other file has");
    }
    Metric first = entities.putIfAbsent(metric.entity(), metric);
    if (first != null && first.key().size() != metric.key().size()) {
      throw file.need("key", "")
          .at(
              "key.fields: " + metric.key().size() + " fields",
              first.key().size() + ", as metric " + first.name() + " has for " + metric.entity());
    }
  }

  private static TimeRules time(Located file) {
    file.object(List.of("lateness", "ahead"));
    return new TimeRules(
        duration(file.need("lateness", "an ISO 8601 duration, as P3D")),
        duration(file.need("ahead", "an ISO 8601 duration, as PT5M")));
  }

  static Duration duration(Located value) {
    String expected = "an ISO 8601 duration from PT0S to P36500D, as P3D";
    try {
      Duration duration = Duration.parse(value.text(expected));
      if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
        throw value.wrong(expected);
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw value.wrong(expected);
    }
  }
}
