package io.dumul.core.rule;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.math.BigDecimal;
import java.util.List;

/**
 * Exact numbers for CEL, which has binary ones only: the operators + - * and comparisons over
 * decimals and integers, {@code decimal(...)} of an integer or a text, {@code abs}, and {@code sum}
 * of a list.
 */
final class Arithmetic {
  static final CelType DECIMAL = OpaqueType.create("decimal");

  private final ImmutableList.Builder<CelFunctionDecl> declarations = ImmutableList.builder();
  private final ImmutableList.Builder<CelFunctionBinding> bindings = ImmutableList.builder();

  Arithmetic() {
    overloads("_+_", "add", DECIMAL, Decimal::plus);
    overloads("_-_", "subtract", DECIMAL, Decimal::minus);
    overloads("_*_", "multiply", DECIMAL, Decimal::times);
    overloads("_<_", "less", SimpleType.BOOL, (left, right) -> left.compareTo(right) < 0);
    overloads("_<=_", "less_equals", SimpleType.BOOL, (left, right) -> left.compareTo(right) <= 0);
    overloads("_>_", "greater", SimpleType.BOOL, (left, right) -> left.compareTo(right) > 0);
    overloads(
        "_>=_", "greater_equals", SimpleType.BOOL, (left, right) -> left.compareTo(right) >= 0);
    unary("decimal", "decimal_int", SimpleType.INT);
    unary("decimal", "decimal_string", SimpleType.STRING);
    unary("abs", "abs_decimal", DECIMAL);
    bindings.add(
        CelFunctionBinding.from("decimal_int", Long.class, Decimal::of),
        CelFunctionBinding.from(
            "decimal_string", String.class, text -> new Decimal(new BigDecimal(text))),
        CelFunctionBinding.from("abs_decimal", Decimal.class, Decimal::abs));
    sums();
  }

  List<CelFunctionDecl> declarations() {
    return declarations.build();
  }

  List<CelFunctionBinding> bindings() {
    return bindings.build();
  }

  @Immutable
  private interface Binary {
    Object apply(Decimal left, Decimal right);
  }

  private void overloads(String sign, String name, CelType result, Binary binary) {
    String both = name + "_decimal";
    String right = name + "_decimal_int";
    String left = name + "_int_decimal";
    declarations.add(
        CelFunctionDecl.newFunctionDeclaration(
            sign,
            CelOverloadDecl.newGlobalOverload(both, result, DECIMAL, DECIMAL),
            CelOverloadDecl.newGlobalOverload(right, result, DECIMAL, SimpleType.INT),
            CelOverloadDecl.newGlobalOverload(left, result, SimpleType.INT, DECIMAL)));
    bindings.add(
        CelFunctionBinding.from(both, Decimal.class, Decimal.class, binary::apply),
        CelFunctionBinding.from(
            right, Decimal.class, Long.class, (a, b) -> binary.apply(a, Decimal.of(b))),
        CelFunctionBinding.from(
            left, Long.class, Decimal.class, (a, b) -> binary.apply(Decimal.of(a), b)));
  }

  private void unary(String function, String overload, CelType argument) {
    declarations.add(
        CelFunctionDecl.newFunctionDeclaration(
            function, CelOverloadDecl.newGlobalOverload(overload, DECIMAL, argument)));
  }

  private void sums() {
    declarations.add(
        CelFunctionDecl.newFunctionDeclaration(
            "sum",
            CelOverloadDecl.newMemberOverload("sum_decimal", DECIMAL, ListType.create(DECIMAL)),
            CelOverloadDecl.newMemberOverload(
                "sum_int", DECIMAL, ListType.create(SimpleType.INT))));
    bindings.add(
        CelFunctionBinding.from("sum_decimal", List.class, Arithmetic::sum),
        CelFunctionBinding.from("sum_int", List.class, Arithmetic::sum));
  }

  private static Decimal sum(List<?> numbers) {
    Decimal sum = Decimal.ZERO;
    for (Object number : numbers) {
      sum = sum.plus(number instanceof Long whole ? Decimal.of(whole) : (Decimal) number);
    }
    return sum;
  }
}
