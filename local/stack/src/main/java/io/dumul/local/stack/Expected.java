package io.dumul.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the answers must be, counted by other code from the raw records of the log. */
interface Expected {

  /** Keys that the metric has values for, those with the most events first. */
  List<List<String>> keys(String metric, int most);

  /**
   * The exact value over all time. In place of what a sketch presents: for distinct the number, for
   * quantiles the value of each rank, for top-k the count of every item.
   */
  JsonNode value(String metric, List<String> key);
}
