// Made from the definitions by ./dumul schema java; do not edit.
package io.dumul.local.stack.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The user has the order. Version 1-1-0.
 */
public final class OrderDelivered {
  public static final String TYPE = "order.delivered";

  public static final String VERSION = "1-1-0";

  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private OrderDelivered() {
  }

  /**
   * Begins one; what it needs is asked for step by step.
   */
  public static NeedsStoreId event() {
    return new OrderDeliveredSteps();
  }

  /**
   * when the user ordered
   */
  public OrderDelivered placedAt(Instant placedAt) {
    data.put("placed_at", java.util.Objects.requireNonNull(placedAt).toString());
    return this;
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
    NeedsDeliveryMinutes orderId(String orderId);
  }

  /**
   * The next is {@code delivery_minutes}.
   */
  public interface NeedsDeliveryMinutes {
    /**
     * from the order to the door
     */
    NeedsOnTime deliveryMinutes(BigDecimal deliveryMinutes);
  }

  /**
   * The next is {@code on_time}.
   */
  public interface NeedsOnTime {
    /**
     * whether it came when it was promised
     */
    NeedsRiderId onTime(boolean onTime);
  }

  /**
   * The next is {@code rider_id}.
   */
  public interface NeedsRiderId {
    /**
     * who brings it
     */
    OrderDelivered riderId(String riderId);
  }

  private static final class OrderDeliveredSteps implements NeedsStoreId,
      NeedsRegion,
      NeedsOrderId,
      NeedsDeliveryMinutes,
      NeedsOnTime,
      NeedsRiderId {
    private final OrderDelivered made = new OrderDelivered();

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
    public NeedsDeliveryMinutes orderId(String orderId) {
      data.put("order_id", java.util.Objects.requireNonNull(orderId));
      return this;
    }

    @Override
    public NeedsOnTime deliveryMinutes(BigDecimal deliveryMinutes) {
      data.put("delivery_minutes", java.util.Objects.requireNonNull(deliveryMinutes));
      return this;
    }

    @Override
    public NeedsRiderId onTime(boolean onTime) {
      data.put("on_time", onTime);
      return this;
    }

    @Override
    public OrderDelivered riderId(String riderId) {
      data.put("rider_id", java.util.Objects.requireNonNull(riderId));
      return made;
    }
  }
}
