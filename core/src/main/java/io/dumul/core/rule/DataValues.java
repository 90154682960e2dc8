package io.dumul.core.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON as CEL sees it: read only where an expression looks. */
final class DataValues {
  private DataValues() {}

  static Object of(JsonNode node, CelType type) {
    if (node instanceof ObjectNode object) {
      return new Fields(object, type);
    }
    if (node instanceof ArrayNode array) {
      return new Items(array, type instanceof ListType list ? list.elemType() : SimpleType.DYN);
    }
    if (node.isNumber()) {
      return type.equals(SimpleType.INT) ? whole(node.decimalValue()) : decimal(node);
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isTextual() ? node.textValue() : NullValue.NULL_VALUE;
  }

  private static Decimal decimal(JsonNode number) {
    return new Decimal(number.decimalValue());
  }

  /** An integer that is too large for CEL stays a decimal, which no operator takes for one. */
  private static Object whole(BigDecimal number) {
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      return new Decimal(number);
    }
  }

  private static final class Items extends AbstractList<Object> {
    private final ArrayNode array;
    private final CelType type;

    Items(ArrayNode array, CelType type) {
      this.array = array;
      this.type = type;
    }

    @Override
    public Object get(int index) {
      return of(array.get(index), type);
    }

    @Override
    public int size() {
      return array.size();
    }
  }

  private static final class Fields extends AbstractMap<String, Object> {
    private final ObjectNode object;
    private final CelType type;

    Fields(ObjectNode object, CelType type) {
      this.object = object;
      this.type = type;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name && object.has(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      if (!(key instanceof String name)) {
        return null;
      }
      JsonNode value = object.get(name);
      return value == null ? null : of(value, type(name));
    }

    private CelType type(String name) {
      return type instanceof StructType struct && struct.fieldNames().contains(name)
          ? struct.findField(name).orElseThrow().type()
          : SimpleType.DYN;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      Map<String, Object> all = new LinkedHashMap<>();
      object
          .properties()
          .forEach(field -> all.put(field.getKey(), of(field.getValue(), type(field.getKey()))));
      return all.entrySet();
    }
  }
}
