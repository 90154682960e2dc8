package io.dumul.batch.functions;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The aggregates as functions of Spark SQL: {@code dumul_functions.fold(...)} and so on. The option
 * {@code definitions} is the folder of the definitions.
 */
public final class DumulFunctions implements FunctionCatalog {
  private static final Map<String, Function<ShippedDefinitions, BoundFunction>> FUNCTIONS =
      Map.of(
          "fold", Fold::new,
          "merge", MergeStates::new,
          "present", Present::new,
          "newest", Newest::new);

  private @Nullable String name;
  private @Nullable ShippedDefinitions definitions;

  /** Spark makes it by its name. */
  public DumulFunctions() {}

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    this.name = name;
    this.definitions = ShippedDefinitions.of(Path.of(options.get("definitions")));
  }

  @Override
  public String name() {
    return name == null ? "" : name;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) {
    return FUNCTIONS.keySet().stream()
        .map(function -> Identifier.of(namespace, function))
        .toArray(Identifier[]::new);
  }

  @Override
  public UnboundFunction loadFunction(Identifier id) throws NoSuchFunctionException {
    Function<ShippedDefinitions, BoundFunction> function = FUNCTIONS.get(id.name());
    if (function == null || definitions == null) {
      throw new NoSuchFunctionException(id);
    }
    return new Unbound(function.apply(definitions));
  }

  /** The functions have one signature each, so they are bound from the start. */
  private record Unbound(BoundFunction function) implements UnboundFunction {
    @Override
    public String name() {
      return function.name();
    }

    @Override
    public BoundFunction bind(StructType input) {
      int expected = function.inputTypes().length;
      if (input.length() != expected) {
        throw new UnsupportedOperationException(
            name() + ": " + input.length() + " arguments (expected: " + expected + ")");
      }
      return function;
    }

    @Override
    public String description() {
      return name() + ": one of the aggregates' verbs, see the package io.dumul.batch.functions";
    }
  }
}
