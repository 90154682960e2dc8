package io.dumul.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles JSON Schemas. A reference finds its document among those that are given here and the
 * meta-schemas of the drafts; nothing is ever read from a file or the network.
 */
public final class SchemaCompiler {
  private static final Pattern META =
      Pattern.compile(
          "https?://json-schema\\.org/(draft-0[467]/schema|draft/20[0-9/-]+[a-z/-]+)#?");
  private static final Pattern OLD =
      Pattern.compile("https?://json-schema\\.org/(draft-0[467])/schema#?");

  private final SchemaRegistry registry;
  private final @Nullable Boolean formats;
  private final UnaryOperator<JsonNode> spelling;

  private SchemaCompiler(
      Draft draft,
      SchemaDocuments documents,
      @Nullable Boolean formats,
      UnaryOperator<JsonNode> spelling,
      RegularExpressionFactory patterns) {
    this.formats = formats;
    this.spelling = spelling;
    SchemaRegistryConfig all =
        SchemaRegistryConfig.builder()
            .failFast(true)
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .preloadSchema(false)
            .regularExpressionFactory(patterns)
            .build();
    this.registry =
        SchemaRegistry.withDefaultDialect(
            draft.version(),
            builder ->
                builder
                    .schemaRegistryConfig(all)
                    .schemaLoader(
                        loader ->
                            loader
                                .allow(iri -> isKnown(iri, documents))
                                .resourceLoaders(loaders -> loaders.resources(documents::text))));
  }

  /**
   * For the schemas of events: 2020-12, formats are asserted, every pattern takes time linear in
   * the text, no other document.
   */
  public static SchemaCompiler strict() {
    return new SchemaCompiler(
        Draft.DRAFT_2020_12,
        SchemaDocuments.of(Map.of()),
        true,
        LeanSchema::of,
        pattern -> pattern(pattern, false));
  }

  /**
   * For schemas of others: any draft and any pattern.
   *
   * @param draft for documents without {@code $schema}
   * @param documents what references may refer to
   * @param formats whether formats are asserted; null for what the draft says
   */
  public static SchemaCompiler lenient(
      Draft draft, SchemaDocuments documents, @Nullable Boolean formats) {
    return new SchemaCompiler(
        draft, documents, formats, SchemaCompiler::usual, pattern -> pattern(pattern, true));
  }

  /**
   * @throws IllegalArgumentException where the document is no schema, names something that is not
   *     there, or refers to itself without end
   */
  public CompiledSchema compile(JsonNode document) {
    return compile(null, document);
  }

  /**
   * @param uri where the document stands, for relative references in it; null for nowhere
   */
  public CompiledSchema compile(@Nullable URI uri, JsonNode document) {
    if (!document.isObject() && !document.isBoolean()) {
      throw new IllegalArgumentException("not a schema (expected: an object or a boolean)");
    }
    try {
      JsonNode usual = spelling.apply(document);
      Schema schema =
          uri == null
              ? registry.getSchema(usual)
              : registry.getSchema(SchemaLocation.of(uri.toString()), usual);
      schema.initializeValidators();
      return new CompiledSchema(schema, formats);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("references without end, or too many levels", e);
    } catch (NullPointerException e) {
      throw new IllegalArgumentException("a reference to what is not there", e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(cause(e), e);
    }
  }

  /**
   * Checks a pattern as {@link #strict} compiles it.
   *
   * @throws IllegalArgumentException where it is wrong or could take long, with the cause
   */
  public static void checkPattern(String pattern) {
    Expressions.linear(pattern);
  }

  private static String cause(RuntimeException e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static boolean isKnown(AbsoluteIri iri, SchemaDocuments documents) {
    return documents.text(iri.toString()) != null || META.matcher(iri.toString()).matches();
  }

  /** The document with the usual spelling of an old draft's URI. */
  static JsonNode usual(JsonNode document) {
    Matcher old = OLD.matcher(document.path("$schema").asText());
    if (!old.matches()) {
      return document;
    }
    ObjectNode usual = ((ObjectNode) document).objectNode();
    usual.setAll((ObjectNode) document);
    return usual.put("$schema", "http://json-schema.org/" + old.group(1) + "/schema#");
  }

  private static RegularExpression pattern(String pattern, boolean lenient) {
    try {
      return lenient ? Expressions.any(pattern) : Expressions.linear(pattern);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "pattern " + pattern + ": " + e.getMessage() + " (expected: a pattern of ECMA-262)", e);
    }
  }
}
