package io.dumul.batch.lake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;

/**
 * What the table {@code aggregates} remembers of publications, so that it outlives the views: a tag
 * on the snapshot of each, the highest number, and which of them were published.
 */
public final class Publications {
  private static final String HIGHEST = "dumul.publication";
  private static final String PUBLISHED = "dumul.published";
  private static final int REMEMBERED = 100;

  private final Lake lake;

  public Publications(Lake lake) {
    this.lake = lake;
  }

  /** The highest number that a publication was ever given; 0 for none. */
  public long highest() {
    return Long.parseLong(properties().getOrDefault(HIGHEST, "0"));
  }

  /** The last numbers that were published, in order of time. */
  public List<Long> published() {
    List<Long> numbers = new ArrayList<>();
    Json.read(properties().getOrDefault(PUBLISHED, "[]"), ArrayNode.class)
        .forEach(node -> numbers.add(node.asLong()));
    return numbers;
  }

  /** Remembers a publication before its first cell is written. */
  public void begin(long number, long snapshot) {
    Table aggregates = lake.table(LakeTable.AGGREGATES);
    Transaction transaction = aggregates.newTransaction();
    if (!aggregates.refs().containsKey(tag(number))) {
      transaction.manageSnapshots().createTag(tag(number), snapshot).commit();
    }
    transaction
        .updateProperties()
        .set(HIGHEST, Long.toString(Math.max(number, highest())))
        .commit();
    transaction.commitTransaction();
  }

  /** Remembers that a publication was published. */
  public void done(long number) {
    List<Long> numbers = new ArrayList<>(published());
    if (numbers.isEmpty() || numbers.get(numbers.size() - 1) != number) {
      numbers.add(number);
      int from = Math.max(0, numbers.size() - REMEMBERED);
      lake.table(LakeTable.AGGREGATES)
          .updateProperties()
          .set(PUBLISHED, Json.write(numbers.subList(from, numbers.size())))
          .commit();
    }
  }

  public static String tag(long number) {
    return "publication-" + number;
  }

  private Map<String, String> properties() {
    return lake.table(LakeTable.AGGREGATES).properties();
  }
}
