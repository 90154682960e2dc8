package io.dumul.batch;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Spark gives to tasks, as a stream. */
final class Streams {
  private Streams() {}

  /** The rest of an iterator, each item when it is asked for. */
  static <T> Stream<T> of(Iterator<T> items) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED), false);
  }
}
