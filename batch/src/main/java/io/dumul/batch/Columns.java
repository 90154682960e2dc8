package io.dumul.batch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lists of columns as Spark's Java API wants them. */
final class Columns {
  private Columns() {}

  static Seq<String> names(String... names) {
    return CollectionConverters.asScala(List.of(names)).toSeq();
  }

  static Column[] of(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more))
        .map(functions::col)
        .toArray(Column[]::new);
  }
}
