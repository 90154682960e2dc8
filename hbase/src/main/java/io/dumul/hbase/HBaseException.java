package io.dumul.hbase;

/**
 * HBase did not do what was asked within the time allowed. Whether it did it all the same is not
 * known; every call of this module may be repeated.
 */
public final class HBaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HBaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
