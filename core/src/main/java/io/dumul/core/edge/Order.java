package io.dumul.core.edge;

/** The order of a field in an index. */
public enum Order {
  ASC,
  DESC
}
