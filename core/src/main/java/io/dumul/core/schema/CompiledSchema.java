package io.dumul.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A schema that judges documents; safe for many threads. */
public final class CompiledSchema {
  /** At most so many are told of one document. */
  public static final int MOST = 100;

  private final Schema schema;

  CompiledSchema(Schema schema) {
    this.schema = schema;
  }

  /** The first thing that is wrong; null where nothing is. */
  public @Nullable Mismatch first(JsonNode document) {
    try {
      List<Error> errors = schema.validate(document);
      return errors.isEmpty() ? null : Mismatches.of(errors.get(0));
    } catch (Expressions.TooMuch e) {
      return Mismatches.tooMuch();
    } catch (StackOverflowError e) {
      return Mismatches.endless();
    }
  }

  /** All that is wrong, up to {@link #MOST}, in the order in which the schema is gone through. */
  public List<Mismatch> all(JsonNode document) {
    try {
      List<Error> errors =
          schema.validate(
              document, context -> context.executionConfig(config -> config.failFast(false)));
      return errors.stream().map(Mismatches::of).distinct().limit(MOST).toList();
    } catch (Expressions.TooMuch e) {
      return List.of(Mismatches.tooMuch());
    } catch (StackOverflowError e) {
      return List.of(Mismatches.endless());
    }
  }
}
