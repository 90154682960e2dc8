package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads rows out of one file. */
interface Rows {

  /** The next row's fields; null at the end; {@link #UNREADABLE} where a row cannot be read. */
  Row.@Nullable Fields next() throws IOException;

  /** Stands for a row that is not of the format. */
  Row.Fields UNREADABLE = name -> null;

  JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  static Rows of(Mapping.Format format, InputStream content) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
    return switch (format.kind()) {
      case CSV -> separated(new CsvReader(in, format.separator(), true), format.columns());
      case PLAIN -> separated(new CsvReader(in, format.separator(), false), format.columns());
      case JSON_LINES -> json(in);
      case LINES -> lines(in, Pattern.compile(format.pattern()));
    };
  }

  private static Rows separated(CsvReader in, List<String> given) throws IOException {
    List<String> header = given.isEmpty() ? in.row() : given;
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; header != null && i < header.size(); i++) {
      places.put(header.get(i).strip(), i);
    }
    return () -> {
      List<String> row = in.row();
      return row == null ? null : name -> cell(row, places.get(name));
    };
  }

  private static @Nullable String cell(List<String> row, @Nullable Integer place) {
    return place == null || place >= row.size() || row.get(place).isEmpty() ? null : row.get(place);
  }

  private static Rows json(BufferedReader in) {
    return () -> {
      String line = in.readLine();
      if (line == null) {
        return null;
      }
      try {
        JsonNode node = JSON.readTree(line);
        return name -> text(name.startsWith("/") ? node.at(name) : node.path(name));
      } catch (JsonProcessingException e) {
        return UNREADABLE;
      }
    };
  }

  private static @Nullable String text(JsonNode node) {
    String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
    return text.isEmpty() ? null : text;
  }

  private static Rows lines(BufferedReader in, Pattern pattern) {
    return () -> {
      String line = in.readLine();
      if (line == null) {
        return null;
      }
      Matcher match = pattern.matcher(line);
      return match.find() ? name -> group(match, name) : UNREADABLE;
    };
  }

  private static @Nullable String group(Matcher match, String name) {
    String text = match.group(name);
    return text == null || text.isEmpty() ? null : text;
  }
}
