package io.dumul.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Modifier;

/**
 * Writes a Java class for each event type, by which its data is built. Each required property is a
 * step of its own, so that what forgets one does not compile; the steps end in an object that takes
 * the optional ones. Money is a BigDecimal and a time an Instant.
 */
final class JavaBuilders {
  private static final Modifier[] CONSTANT = {Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL};

  private final JsonNode root;

  private JavaBuilders(JsonNode root) {
    this.root = root;
  }

  /** The class of an event type, as {@code OrderPlaced} of {@code order.placed}. */
  static JavaFile of(String inPackage, String type, JsonNode schema) {
    ClassName name = ClassName.get(inPackage, camel(type, true));
    TypeSpec.Builder made =
        new JavaBuilders(schema)
            .object(name, schema)
            .addJavadoc(
                "$L Version $L.\n",
                schema.path("description").asText(),
                schema.path("x-version").asText())
            .addField(constant("TYPE", type))
            .addField(constant("VERSION", schema.path("x-version").asText()));
    return JavaFile.builder(inPackage, made.build())
        .addFileComment("Made from the definitions by ./dumul schema java; do not edit.")
        .skipJavaLangImports(true)
        .build();
  }

  private static FieldSpec constant(String name, String value) {
    return FieldSpec.builder(String.class, name, CONSTANT).initializer("$S", value).build();
  }

  /** One property: what Java calls it, of what type it is there, and how it becomes JSON. */
  private record Property(String json, String name, TypeName type, String doc, CodeBlock put) {
    MethodSpec.Builder method(TypeName gives) {
      return MethodSpec.methodBuilder(name)
          .addModifiers(Modifier.PUBLIC)
          .addParameter(type, name)
          .returns(gives);
    }
  }

  /** A class that is built in steps, with the classes of what is in it. */
  private TypeSpec.Builder object(ClassName name, JsonNode schema) {
    TypeSpec.Builder made =
        TypeSpec.classBuilder(name)
            .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
            .addField(
                FieldSpec.builder(ObjectNode.class, "data", Modifier.PRIVATE, Modifier.FINAL)
                    .initializer("$T.instance.objectNode()", JsonNodeFactory.class)
                    .build())
            .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    Map<String, Property> properties = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
      properties.put(each.getKey(), property(name, each.getKey(), each.getValue(), made));
    }
    List<Property> required = new ArrayList<>();
    for (JsonNode each : schema.path("required")) {
      Property found = properties.remove(each.asText());
      if (found != null) {
        required.add(found);
      }
    }
    steps(name, required, made);
    for (Property optional : properties.values()) {
      made.addMethod(
          optional
              .method(name)
              .addJavadoc("$L\n", optional.doc())
              .addCode(optional.put())
              .addStatement("return this")
              .build());
    }
    return made.addMethod(
        MethodSpec.methodBuilder("data")
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("The data, as JSON.\n")
            .returns(ObjectNode.class)
            .addStatement("return data.deepCopy()")
            .build());
  }

  /** An interface for each step, and one class that takes them all. */
  private static void steps(ClassName name, List<Property> required, TypeSpec.Builder made) {
    List<ClassName> stages = new ArrayList<>();
    required.forEach(each -> stages.add(name.nestedClass("Needs" + capital(each.name()))));
    ClassName all = name.nestedClass(name.simpleName() + "Steps");
    MethodSpec.Builder start =
        MethodSpec.methodBuilder("event")
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addJavadoc("Begins one; what it needs is asked for step by step.\n");
    if (required.isEmpty()) {
      made.addMethod(start.returns(name).addStatement("return new $T()", name).build());
      return;
    }
    made.addMethod(start.returns(stages.get(0)).addStatement("return new $T()", all).build());
    TypeSpec.Builder steps =
        TypeSpec.classBuilder(all)
            .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .addField(
                FieldSpec.builder(name, "made", Modifier.PRIVATE, Modifier.FINAL)
                    .initializer("new $T()", name)
                    .build())
            .addField(
                FieldSpec.builder(ObjectNode.class, "data", Modifier.PRIVATE, Modifier.FINAL)
                    .initializer("made.data")
                    .build());
    for (int i = 0; i < required.size(); i++) {
      Property each = required.get(i);
      boolean last = i == required.size() - 1;
      TypeName gives = last ? name : stages.get(i + 1);
      made.addType(
          TypeSpec.interfaceBuilder(stages.get(i))
              .addModifiers(Modifier.PUBLIC)
              .addJavadoc("The next is {@code $L}.\n", each.json())
              .addMethod(
                  each.method(gives)
                      .addModifiers(Modifier.ABSTRACT)
                      .addJavadoc("$L\n", each.doc())
                      .build())
              .build());
      steps
          .addSuperinterface(stages.get(i))
          .addMethod(
              each.method(gives)
                  .addAnnotation(Override.class)
                  .addCode(each.put())
                  .addStatement(last ? "return made" : "return this")
                  .build());
    }
    made.addType(steps.build());
  }

  private Property property(ClassName in, String json, JsonNode given, TypeSpec.Builder to) {
    JsonNode schema = resolved(given);
    String name = camel(json, false);
    String java = SourceVersion.isKeyword(name) || name.equals("data") ? name + "_" : name;
    String doc = given.path("description").asText(json);
    if (schema.path("type").asText().equals("array")) {
      String one = name.endsWith("s") ? name.substring(0, name.length() - 1) : name + "Item";
      Value item = value(in, one, resolved(schema.path("items")), to);
      TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), item.type().box());
      CodeBlock put =
          CodeBlock.builder()
              .addStatement("$T array = data.putArray($S)", ArrayNode.class, json)
              .addStatement("$L.forEach(each -> array.add($L))", java, item.json("each"))
              .build();
      return new Property(json, java, list, doc, put);
    }
    Value value = value(in, name, schema, to);
    CodeBlock found =
        value.type().isPrimitive()
            ? CodeBlock.of(java)
            : CodeBlock.of("$T.requireNonNull($L)", Objects.class, java);
    String call = value.node() ? "data.set($S, $L)" : "data.put($S, $L)";
    CodeBlock put =
        CodeBlock.builder().addStatement(call, json, value.json(found.toString())).build();
    return new Property(json, java, value.type(), doc, put);
  }

  /**
   * A value that is no list.
   *
   * @param call what makes JSON of it, after its name
   * @param node whether that is a node, and no text, number or truth
   */
  private record Value(TypeName type, String call, boolean node) {
    CodeBlock json(String name) {
      return CodeBlock.of("$L", name + call);
    }
  }

  private Value value(ClassName in, String name, JsonNode schema, TypeSpec.Builder to) {
    if (schema.path("enum").isArray() && texts(schema.path("enum"))) {
      ClassName type = in.nestedClass(capital(name));
      to.addType(choice(type, schema.path("enum")));
      return new Value(type, ".text", false);
    }
    return switch (schema.path("type").asText()) {
      case "string" ->
          schema.path("format").asText().equals("date-time")
              ? new Value(TypeName.get(Instant.class), ".toString()", false)
              : new Value(TypeName.get(String.class), "", false);
      case "integer" -> new Value(TypeName.LONG, "", false);
      case "number" -> new Value(TypeName.get(BigDecimal.class), "", false);
      case "boolean" -> new Value(TypeName.BOOLEAN, "", false);
      case "object" -> inner(in.nestedClass(capital(name)), schema, to);
      default -> new Value(TypeName.get(JsonNode.class), "", true);
    };
  }

  private Value inner(ClassName type, JsonNode schema, TypeSpec.Builder to) {
    if (schema.path("properties").isEmpty()) {
      return new Value(TypeName.get(JsonNode.class), "", true);
    }
    to.addType(object(type, schema).addModifiers(Modifier.STATIC).build());
    return new Value(type, ".data()", true);
  }

  private static boolean texts(JsonNode values) {
    for (JsonNode value : values) {
      if (!value.isTextual() || value.asText().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static TypeSpec choice(ClassName name, JsonNode values) {
    TypeSpec.Builder made =
        TypeSpec.enumBuilder(name)
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("What may stand there.\n")
            .addField(String.class, "text", Modifier.PRIVATE, Modifier.FINAL)
            .addMethod(
                MethodSpec.constructorBuilder()
                    .addParameter(String.class, "text")
                    .addStatement("this.text = text")
                    .build())
            .addMethod(
                MethodSpec.methodBuilder("of")
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .addJavadoc("The one of this text.\n")
                    .addParameter(String.class, "text")
                    .returns(name)
                    .beginControlFlow("for ($T each : values())", name)
                    .beginControlFlow("if (each.text.equals(text))")
                    .addStatement("return each")
                    .endControlFlow()
                    .endControlFlow()
                    .addStatement("throw new IllegalArgumentException(text)")
                    .build());
    for (JsonNode value : values) {
      String constant = value.asText().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      made.addEnumConstant(
          constant.matches("[A-Z].*") ? constant : "_" + constant,
          TypeSpec.anonymousClassBuilder("$S", value.asText()).build());
    }
    return made.build();
  }

  private JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.startsWith("#/") ? root.at(reference.substring(1)) : schema;
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** A name without dots, dashes and underscores. */
  private static String camel(String name, boolean type) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        text.append(text.length() == 0 && !type ? word : capital(word));
      }
    }
    return text.length() == 0 || !Character.isJavaIdentifierStart(text.charAt(0))
        ? "_" + text
        : text.toString();
  }
}
