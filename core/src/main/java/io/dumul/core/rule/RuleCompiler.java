package io.dumul.core.rule;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.dumul.core.rule.CompiledRule.Looked;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Compiles the rules of one event type. An expression may use {@code data}, {@code time}, {@code
 * id}, {@code source} and {@code subject}; there is no clock, nothing outside the event, and no way
 * to take more than {@link #MOST} steps through lists or to build texts in a loop.
 */
public final class RuleCompiler {
  /** How many steps through lists an expression may take for one event, loops in loops included. */
  static final int MOST = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .comprehensionMaxIterations(MOST)
          .maxExpressionCodePointSize(2_000)
          .maxParseRecursionDepth(32)
          .evaluateCanonicalTypesToNativeValues(true)
          .build();
  private static final Arithmetic ARITHMETIC = new Arithmetic();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addFunctionBindings(ARITHMETIC.bindings())
          .build();

  private final DataTypes types;
  private final CelCompiler compiler;

  /**
   * @param schema JSON Schema of the data
   */
  public RuleCompiler(JsonNode schema) {
    this.types = DataTypes.of(schema);
    this.compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(types)
            .addVar("data", types.data())
            .addVar("time", SimpleType.TIMESTAMP)
            .addVar("id", SimpleType.STRING)
            .addVar("source", SimpleType.STRING)
            .addVar("subject", SimpleType.STRING)
            .addFunctionDeclarations(ARITHMETIC.declarations())
            .setResultType(SimpleType.BOOL)
            .build();
  }

  /**
   * @throws IllegalArgumentException where the expression is wrong, with the column and the cause
   */
  public CompiledRule compile(Rule rule) {
    try {
      CelAbstractSyntaxTree tree = compiler.compile(rule.expression()).getAst();
      CelNavigableExpr root = CelNavigableAst.fromAst(tree).getRoot();
      root.allNodes().forEach(node -> expectNoGrowth(tree, node));
      List<Looked> looked =
          root.allNodes().map(RuleCompiler::looked).flatMap(Optional::stream).distinct().toList();
      return new CompiledRule(rule, RUNTIME.createProgram(tree), looked, types);
    } catch (CelValidationException e) {
      CelIssue first = e.getErrors().get(0);
      int column = first.getSourceLocation().getColumn() + 1;
      throw new IllegalArgumentException("column " + column + ": " + first.getMessage(), e);
    } catch (CelEvaluationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Texts that are put together in a loop could fill the memory. */
  private static void expectNoGrowth(CelAbstractSyntaxTree tree, CelNavigableExpr node) {
    List<String> overloads =
        tree.getReference(node.id())
            .map(found -> (List<String>) found.overloadIds())
            .orElse(List.of());
    boolean grows = overloads.contains("add_string") || overloads.contains("add_bytes");
    for (Optional<CelNavigableExpr> outer = node.parent();
        grows && outer.isPresent();
        outer = outer.get().parent()) {
      if (outer.get().getKind() == Kind.COMPREHENSION) {
        throw new IllegalArgumentException("texts are put together in a loop");
      }
    }
  }

  /** The field that a chain of selections from {@code data} leads to. */
  private static Optional<Looked> looked(CelNavigableExpr node) {
    if (node.parent().filter(outer -> outer.getKind() == Kind.SELECT).isPresent()) {
      return Optional.empty();
    }
    Deque<String> names = new ArrayDeque<>();
    CelExpr at = node.expr();
    while (at.getKind() == Kind.SELECT) {
      names.addFirst(at.select().field());
      at = at.select().operand();
    }
    if (names.isEmpty() || at.getKind() != Kind.IDENT || !at.ident().name().equals("data")) {
      return Optional.empty();
    }
    JsonPointer path = JsonPointer.empty();
    for (String name : names) {
      path = path.appendProperty(name);
    }
    return Optional.of(new Looked(String.join(".", names), path));
  }
}
