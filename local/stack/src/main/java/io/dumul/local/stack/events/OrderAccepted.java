// Made from the definitions by ./dumul schema java; do not edit.
package io.dumul.local.stack.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The store took the order. Version 1-0-0.
 */
public final class OrderAccepted {
  public static final String TYPE = "order.accepted";

  public static final String VERSION = "1-0-0";

  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private OrderAccepted() {
  }

  /**
   * Begins one; what it needs is asked for step by step.
   */
  public static NeedsStoreId event() {
    return new OrderAcceptedSteps();
  }

  /**
   * The data, as JSON.
   */
  public ObjectNode data() {
    return data.deepCopy();
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
    NeedsWaitSeconds orderId(String orderId);
  }

  /**
   * The next is {@code wait_seconds}.
   */
  public interface NeedsWaitSeconds {
    /**
     * from the order to its acceptance
     */
    NeedsCookingMinutes waitSeconds(long waitSeconds);
  }

  /**
   * The next is {@code cooking_minutes}.
   */
  public interface NeedsCookingMinutes {
    /**
     * the store's estimate
     */
    OrderAccepted cookingMinutes(long cookingMinutes);
  }

  private static final class OrderAcceptedSteps implements NeedsStoreId,
      NeedsRegion,
      NeedsOrderId,
      NeedsWaitSeconds,
      NeedsCookingMinutes {
    private final OrderAccepted made = new OrderAccepted();

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
    public NeedsWaitSeconds orderId(String orderId) {
      data.put("order_id", java.util.Objects.requireNonNull(orderId));
      return this;
    }

    @Override
    public NeedsCookingMinutes waitSeconds(long waitSeconds) {
      data.put("wait_seconds", waitSeconds);
      return this;
    }

    @Override
    public OrderAccepted cookingMinutes(long cookingMinutes) {
      data.put("cooking_minutes", cookingMinutes);
      return made;
    }
  }
}
