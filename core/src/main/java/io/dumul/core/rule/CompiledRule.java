package io.dumul.core.rule;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.dumul.core.event.Event;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is ready to judge; safe for many threads. What it says depends on the event alone,
 * and it takes a bounded number of steps: an expression that takes more does not hold.
 */
public final class CompiledRule {
  private final Rule rule;
  private final CelRuntime.Program program;
  private final List<Looked> looked;
  private final DataTypes types;

  /** A field of the data that the expression looks at, and how it is written there. */
  record Looked(String text, com.fasterxml.jackson.core.JsonPointer path) {}

  CompiledRule(Rule rule, CelRuntime.Program program, List<Looked> looked, DataTypes types) {
    this.rule = rule;
    this.program = program;
    this.looked = looked;
    this.types = types;
  }

  public Rule rule() {
    return rule;
  }

  /**
   * Judges an event whose data fits its schema.
   *
   * @return null where the rule holds, else the values that it looked at, or why it cannot be told
   */
  public @Nullable String broken(Event event) {
    try {
      Object holds =
          program.eval(
              name ->
                  switch (name) {
                    case "data" -> java.util.Optional.of(DataValues.of(event.data(), types.data()));
                    case "time" -> java.util.Optional.of(event.time());
                    case "id" -> java.util.Optional.of(event.id());
                    case "source" -> java.util.Optional.of(event.source());
                    case "subject" -> java.util.Optional.of(event.subject());
                    default -> java.util.Optional.empty();
                  });
      return Boolean.TRUE.equals(holds) ? null : found(event);
    } catch (CelEvaluationException e) {
      return "cannot be told: " + e.getMessage();
    }
  }

  private String found(Event event) {
    String values =
        looked.stream()
            .filter(one -> !event.data().at(one.path()).isMissingNode())
            .map(one -> one.text() + ": " + event.data().at(one.path()))
            .collect(Collectors.joining(", "));
    return values.isEmpty() ? "false" : values;
  }
}
