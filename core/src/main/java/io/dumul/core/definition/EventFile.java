package io.dumul.core.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.core.recovery.JsonPath;
import io.dumul.core.recovery.Step;
import io.dumul.core.rule.Rule;
import io.dumul.core.rule.RuleCompiler;
import io.dumul.core.schema.CompiledSchema;
import io.dumul.core.schema.Mismatch;
import io.dumul.core.schema.SchemaCompiler;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an event type from its JSON Schema document. */
final class EventFile {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String VERSION = "MODEL-REVISION-ADDITION, as 1-0-0";
  private static final String ABSOLUTE = "an absolute URI";
  private static final String CEL = "an expression of CEL over the data that gives true or false";
  private static final CompiledSchema META =
      SchemaCompiler.strict().compile(JsonNodeFactory.instance.objectNode().put("$ref", DIALECT));

  private EventFile() {}

  static EventType read(Located file) {
    String dialect = file.need("$schema", DIALECT).text(DIALECT);
    if (!dialect.equals(DIALECT)) {
      throw file.need("$schema", DIALECT).wrong(DIALECT);
    }
    SchemaShape.check(file);
    meta(file);
    identity(file);
    file.need("title", "a short name").text("a short name");
    if (!file.need("type", "object").value().asText().equals("object")) {
      throw file.need("type", "object").wrong("object");
    }
    words(file);
    Located type = file.need("x-type", "the event type, as order.placed");
    String expected = "letters, digits, dots, as order.placed, and not dumul. before them";
    SchemaVersion version = version(file.need("x-version", VERSION));
    return new EventType(
        type.matching("(?!dumul\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,127}", expected),
        version,
        file.need("description", "one sentence").text("one sentence"),
        file.need("x-owner", "who answers for it").text("who answers for it"),
        plain(file.value()),
        rules(file),
        supersedes(file, version));
  }

  private static List<Superseded> supersedes(Located file, SchemaVersion version) {
    Located list = file.find("x-supersedes");
    Map<Integer, Superseded> models = new LinkedHashMap<>();
    Set<String> ids = new HashSet<>(Set.of(file.need("$id", ABSOLUTE).text(ABSOLUTE)));
    String expected = "a list of {schema, version, steps}";
    for (Located item : list == null ? List.<Located>of() : list.list(expected)) {
      item.object(List.of("schema", "version", "steps"));
      Located id = item.need("schema", "the older schema's $id");
      if (!ids.add(uri(id))) {
        throw id.wrong("the $id of another schema, every one once");
      }
      Located through = item.need("version", VERSION);
      SchemaVersion older = version(through);
      List<Step> steps = steps(item.find("steps"));
      if (older.model() >= version.model()
          || models.put(older.model(), new Superseded(id.text(ABSOLUTE), older, steps)) != null) {
        throw through.wrong("a model before " + version.model() + ", every one once");
      }
    }
    return List.copyOf(models.values());
  }

  private static List<Step> steps(@Nullable Located list) {
    if (list == null) {
      return List.of();
    }
    return list.list("a list of steps, as those of a recovery").stream()
        .map(EventFile::step)
        .toList();
  }

  /** What is outside of the data says which event it is and how it is judged. */
  private static Step step(Located item) {
    Step step = RecoveryFile.step(item);
    boolean within = within(step.path());
    if (!within || (step instanceof Step.Rename rename && !within(rename.to()))) {
      throw item.wrong("steps within /data only");
    }
    return step;
  }

  private static boolean within(JsonPath path) {
    return path.attribute().equals("data") && path.names().size() > 1;
  }

  /** What only people read. */
  private static void words(Located file) {
    Located trigger = file.find("x-trigger");
    if (trigger != null) {
      trigger.text("when it is sent");
    }
    Located status = file.find("x-status");
    if (status != null) {
      status.matching("draft|published|deprecated", "draft, published or deprecated");
    }
  }

  private static List<Rule> rules(Located file) {
    Located list = file.find("x-rules");
    if (list == null) {
      return List.of();
    }
    RuleCompiler compiler = new RuleCompiler(file.value());
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (Located item : list.list("a list of {id, expression, message}")) {
      item.object(List.of("id", "expression", "message"));
      Located id = item.need("id", "a name, as amount-adds-up");
      Rule rule =
          new Rule(
              id.matching("[a-z][a-z0-9-]{0,63}", "lower-case letters, digits and -"),
              item.need("expression", CEL).text(CEL),
              item.need("message", "what is expected").text("what is expected"));
      check(compiler, rule, item.need("expression", CEL));
      if (rules.put(rule.id(), rule) != null) {
        throw id.wrong("an id that no other rule of the type has");
      }
    }
    return List.copyOf(rules.values());
  }

  private static void check(RuleCompiler compiler, Rule rule, Located where) {
    try {
      compiler.compile(rule);
    } catch (IllegalArgumentException e) {
      throw where.at(where.path() + ": " + e.getMessage(), CEL);
    }
  }

  private static SchemaVersion version(Located version) {
    try {
      return SchemaVersion.parse(version.text(VERSION));
    } catch (IllegalArgumentException e) {
      throw version.wrong(VERSION);
    }
  }

  /** The document without Dumul's own keywords, which a validator would not know. */
  private static JsonNode plain(JsonNode document) {
    ObjectNode schema = document.deepCopy();
    schema.remove(SchemaShape.OWN);
    return schema;
  }

  private static void identity(Located file) {
    uri(file.need("$id", ABSOLUTE));
  }

  private static String uri(Located id) {
    String text = id.text(ABSOLUTE);
    try {
      if (!new URI(text).isAbsolute()) {
        throw id.wrong(ABSOLUTE);
      }
    } catch (java.net.URISyntaxException e) {
      throw id.wrong(ABSOLUTE);
    }
    return text;
  }

  private static void meta(Located file) {
    Mismatch first = META.first(file.value());
    if (first != null) {
      throw SchemaShape.at(file, first.path())
          .at(first.path() + ": " + first.found(), first.expected() + ", in a JSON Schema 2020-12");
    }
  }
}
