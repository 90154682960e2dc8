package io.dumul.batch;

import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Runs a query of Spark SQL over the tables. */
final class Sql {
  private static final int WIDEST = 80;

  private Sql() {}

  /** How the answer is printed. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  static void run(Batch batch, String query, Format format, int limit, Consumer<String> out) {
    batch.lake().create();
    Edges.views(batch);
    Dataset<Row> rows = batch.spark().sql(query);
    switch (format) {
      case TABLE -> rows.show(limit, WIDEST);
      case JSON -> rows.limit(limit).toJSON().collectAsList().forEach(out);
      case CSV -> csv(rows.limit(limit), out);
    }
  }

  private static void csv(Dataset<Row> rows, Consumer<String> out) {
    out.accept(line(rows.columns()));
    for (Row row : rows.collectAsList()) {
      Object[] values = new Object[row.size()];
      Arrays.setAll(values, row::get);
      out.accept(line(values));
    }
  }

  private static String line(Object[] values) {
    return Arrays.stream(values).map(Sql::quoted).collect(java.util.stream.Collectors.joining(","));
  }

  private static String quoted(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
