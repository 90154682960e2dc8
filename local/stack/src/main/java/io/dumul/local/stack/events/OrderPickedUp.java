// Made from the definitions by ./dumul schema java; do not edit.
package io.dumul.local.stack.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The rider left the store with the order. Version 1-0-0.
 */
public final class OrderPickedUp {
  public static final String TYPE = "order.picked_up";

  public static final String VERSION = "1-0-0";

  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private OrderPickedUp() {
  }

  /**
   * Begins one; what it needs is asked for step by step.
   */
  public static NeedsStoreId event() {
    return new OrderPickedUpSteps();
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
    NeedsRiderId orderId(String orderId);
  }

  /**
   * The next is {@code rider_id}.
   */
  public interface NeedsRiderId {
    /**
     * who brings it
     */
    OrderPickedUp riderId(String riderId);
  }

  private static final class OrderPickedUpSteps implements NeedsStoreId,
      NeedsRegion,
      NeedsOrderId,
      NeedsRiderId {
    private final OrderPickedUp made = new OrderPickedUp();

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
    public NeedsRiderId orderId(String orderId) {
      data.put("order_id", java.util.Objects.requireNonNull(orderId));
      return this;
    }

    @Override
    public OrderPickedUp riderId(String riderId) {
      data.put("rider_id", java.util.Objects.requireNonNull(riderId));
      return made;
    }
  }
}
