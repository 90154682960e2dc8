// Made from the definitions by ./dumul schema java; do not edit.
package io.dumul.local.stack.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * The order was cancelled and paid back. Version 1-0-0.
 */
public final class OrderCancelled {
  public static final String TYPE = "order.cancelled";

  public static final String VERSION = "1-0-0";

  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private OrderCancelled() {
  }

  /**
   * Begins one; what it needs is asked for step by step.
   */
  public static NeedsStoreId event() {
    return new OrderCancelledSteps();
  }

  /**
   * The data, as JSON.
   */
  public ObjectNode data() {
    return data.deepCopy();
  }

  /**
   * What may stand there.
   */
  public enum By {
    USER("user"),

    STORE("store"),

    RIDER("rider");

    private final String text;

    By(String text) {
      this.text = text;
    }

    /**
     * The one of this text.
     */
    public static By of(String text) {
      for (By each : values()) {
        if (each.text.equals(text)) {
          return each;
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /**
   * What may stand there.
   */
  public enum Reason {
    CHANGED_MIND("changed-mind"),

    SOLD_OUT("sold-out"),

    TOO_LATE("too-late"),

    CLOSED("closed"),

    NO_RIDER("no-rider");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /**
     * The one of this text.
     */
    public static Reason of(String text) {
      for (Reason each : values()) {
        if (each.text.equals(text)) {
          return each;
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /**
   * The next is {@code store_id}.
   */
  public interface NeedsStoreId {
    /**
     * the store
     */
    NeedsRegion storeId(String storeId);
  }

  /**
   * The next is {@code region}.
   */
  public interface NeedsRegion {
    /**
     * the district that is delivered to
     */
    NeedsOrderId region(String region);
  }

  /**
   * The next is {@code order_id}.
   */
  public interface NeedsOrderId {
    /**
     * the order
     */
    NeedsAmount orderId(String orderId);
  }

  /**
   * The next is {@code amount}.
   */
  public interface NeedsAmount {
    /**
     * what was paid back, KRW
     */
    NeedsBy amount(BigDecimal amount);
  }

  /**
   * The next is {@code by}.
   */
  public interface NeedsBy {
    /**
     * who cancelled
     */
    NeedsReason by(By by);
  }

  /**
   * The next is {@code reason}.
   */
  public interface NeedsReason {
    /**
     * why
     */
    OrderCancelled reason(Reason reason);
  }

  private static final class OrderCancelledSteps implements NeedsStoreId,
      NeedsRegion,
      NeedsOrderId,
      NeedsAmount,
      NeedsBy,
      NeedsReason {
    private final OrderCancelled made = new OrderCancelled();

    private final ObjectNode data = made.data;

    @Override
    public NeedsRegion storeId(String storeId) {
      data.put("store_id", java.util.Objects.requireNonNull(storeId));
      return this;
    }

    @Override
    public NeedsOrderId region(String region) {
      data.put("region", java.util.Objects.requireNonNull(region));
      return this;
    }

    @Override
    public NeedsAmount orderId(String orderId) {
      data.put("order_id", java.util.Objects.requireNonNull(orderId));
      return this;
    }

    @Override
    public NeedsBy amount(BigDecimal amount) {
      data.put("amount", java.util.Objects.requireNonNull(amount));
      return this;
    }

    @Override
    public NeedsReason by(By by) {
      data.put("by", java.util.Objects.requireNonNull(by).text);
      return this;
    }

    @Override
    public OrderCancelled reason(Reason reason) {
      data.put("reason", java.util.Objects.requireNonNull(reason).text);
      return made;
    }
  }
}
