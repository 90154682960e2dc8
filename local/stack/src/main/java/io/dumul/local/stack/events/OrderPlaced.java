// Made from the definitions by ./dumul schema java; do not edit.
package io.dumul.local.stack.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;

/**
 * A user ordered and paid. Version 1-1-0.
 */
public final class OrderPlaced {
  public static final String TYPE = "order.placed";

  public static final String VERSION = "1-1-0";

  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private OrderPlaced() {
  }

  /**
   * Begins one; what it needs is asked for step by step.
   */
  public static NeedsStoreId event() {
    return new OrderPlacedSteps();
  }

  /**
   * the part of the items' prices that was not paid, KRW
   */
  public OrderPlaced discount(BigDecimal discount) {
    data.put("discount", java.util.Objects.requireNonNull(discount));
    return this;
  }

  /**
   * The data, as JSON.
   */
  public ObjectNode data() {
    return data.deepCopy();
  }

  public static final class Item {
    private final ObjectNode data = JsonNodeFactory.instance.objectNode();

    private Item() {
    }

    /**
     * Begins one; what it needs is asked for step by step.
     */
    public static NeedsMenuId event() {
      return new ItemSteps();
    }

    /**
     * The data, as JSON.
     */
    public ObjectNode data() {
      return data.deepCopy();
    }

    /**
     * The next is {@code menu_id}.
     */
    public interface NeedsMenuId {
      /**
       * an item of the store's menu
       */
      NeedsQuantity menuId(String menuId);
    }

    /**
     * The next is {@code quantity}.
     */
    public interface NeedsQuantity {
      /**
       * how many
       */
      NeedsPrice quantity(long quantity);
    }

    /**
     * The next is {@code price}.
     */
    public interface NeedsPrice {
      /**
       * price of one, KRW
       */
      Item price(BigDecimal price);
    }

    private static final class ItemSteps implements NeedsMenuId, NeedsQuantity, NeedsPrice {
      private final Item made = new Item();

      private final ObjectNode data = made.data;

      @Override
      public NeedsQuantity menuId(String menuId) {
        data.put("menu_id", java.util.Objects.requireNonNull(menuId));
        return this;
      }

      @Override
      public NeedsPrice quantity(long quantity) {
        data.put("quantity", quantity);
        return this;
      }

      @Override
      public Item price(BigDecimal price) {
        data.put("price", java.util.Objects.requireNonNull(price));
        return made;
      }
    }
  }

  /**
   * What may stand there.
   */
  public enum Payment {
    CARD("card"),

    TRANSFER("transfer"),

    MOBILE("mobile"),

    POINTS("points");

    private final String text;

    Payment(String text) {
      this.text = text;
    }

    /**
     * The one of this text.
     */
    public static Payment of(String text) {
      for (Payment each : values()) {
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
  public enum Platform {
    IOS("ios"),

    ANDROID("android"),

    WEB("web");

    private final String text;

    Platform(String text) {
      this.text = text;
    }

    /**
     * The one of this text.
     */
    public static Platform of(String text) {
      for (Platform each : values()) {
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
    NeedsItems orderId(String orderId);
  }

  /**
   * The next is {@code items}.
   */
  public interface NeedsItems {
    /**
     * what was ordered
     */
    NeedsAmount items(List<Item> items);
  }

  /**
   * The next is {@code amount}.
   */
  public interface NeedsAmount {
    /**
     * what was paid, delivery included, KRW
     */
    NeedsDeliveryFee amount(BigDecimal amount);
  }

  /**
   * The next is {@code delivery_fee}.
   */
  public interface NeedsDeliveryFee {
    /**
     * the part of the amount that is for delivery, KRW
     */
    NeedsPayment deliveryFee(BigDecimal deliveryFee);
  }

  /**
   * The next is {@code payment}.
   */
  public interface NeedsPayment {
    /**
     * how it was paid
     */
    NeedsPlatform payment(Payment payment);
  }

  /**
   * The next is {@code platform}.
   */
  public interface NeedsPlatform {
    /**
     * where the app runs
     */
    NeedsAppVersion platform(Platform platform);
  }

  /**
   * The next is {@code app_version}.
   */
  public interface NeedsAppVersion {
    /**
     * the app's version
     */
    NeedsSession appVersion(String appVersion);
  }

  /**
   * The next is {@code session}.
   */
  public interface NeedsSession {
    /**
     * the visit that the event belongs to
     */
    OrderPlaced session(String session);
  }

  private static final class OrderPlacedSteps implements NeedsStoreId,
      NeedsRegion,
      NeedsOrderId,
      NeedsItems,
      NeedsAmount,
      NeedsDeliveryFee,
      NeedsPayment,
      NeedsPlatform,
      NeedsAppVersion,
      NeedsSession {
    private final OrderPlaced made = new OrderPlaced();

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
    public NeedsItems orderId(String orderId) {
      data.put("order_id", java.util.Objects.requireNonNull(orderId));
      return this;
    }

    @Override
    public NeedsAmount items(List<Item> items) {
      ArrayNode array = data.putArray("items");
      items.forEach(each -> array.add(each.data()));
      return this;
    }

    @Override
    public NeedsDeliveryFee amount(BigDecimal amount) {
      data.put("amount", java.util.Objects.requireNonNull(amount));
      return this;
    }

    @Override
    public NeedsPayment deliveryFee(BigDecimal deliveryFee) {
      data.put("delivery_fee", java.util.Objects.requireNonNull(deliveryFee));
      return this;
    }

    @Override
    public NeedsPlatform payment(Payment payment) {
      data.put("payment", java.util.Objects.requireNonNull(payment).text);
      return this;
    }

    @Override
    public NeedsAppVersion platform(Platform platform) {
      data.put("platform", java.util.Objects.requireNonNull(platform).text);
      return this;
    }

    @Override
    public NeedsSession appVersion(String appVersion) {
      data.put("app_version", java.util.Objects.requireNonNull(appVersion));
      return this;
    }

    @Override
    public OrderPlaced session(String session) {
      data.put("session", java.util.Objects.requireNonNull(session));
      return made;
    }
  }
}
