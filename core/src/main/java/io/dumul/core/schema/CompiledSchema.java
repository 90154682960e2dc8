package io.dumul.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A schema that judges documents; safe for many threads. */
public final class CompiledSchema {
  /** At most so many are told of one document. */
  public static final int MOST = 100;

  private final Schema schema;
  private final ExecutionConfig first;
  private final ExecutionConfig all;

  CompiledSchema(Schema schema, @Nullable Boolean formats) {
    this.schema = schema;
    this.first = config(formats, true);
    this.all = config(formats, false);
  }

  private static ExecutionConfig config(@Nullable Boolean formats, boolean failFast) {
    ExecutionConfig.Builder config =
        ExecutionConfig.builder()
            .locale(Locale.ROOT)
            .annotationCollectionEnabled(false)
            .failFast(failFast);
    return (formats == null ? config : config.formatAssertionsEnabled(formats)).build();
  }

  /** Whether nothing is wrong. */
  public boolean accepts(JsonNode document) {
    return first(document) == null;
  }

  /** The first thing that is wrong; null where nothing is. */
  public @Nullable Mismatch first(JsonNode document) {
    try {
      List<Error> errors = errors(document, first);
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
      return errors(document, all).stream().map(Mismatches::of).distinct().limit(MOST).toList();
    } catch (Expressions.TooMuch e) {
      return List.of(Mismatches.tooMuch());
    } catch (StackOverflowError e) {
      return List.of(Mismatches.endless());
    }
  }

  private List<Error> errors(JsonNode document, ExecutionConfig config) {
    ExecutionContext context = new ExecutionContext(config);
    try {
      schema.validate(context, document);
      return context.getErrors();
    } catch (FailFastAssertionException e) {
      return e.getErrors();
    }
  }
}
