package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.local.stack.traffic.Town.Item;
import io.dumul.local.stack.traffic.Town.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One visit of one user to the app, with the life of the order that may come of it. */
final class Visit {
  /** How many events a visit has on average, measured over many seeds. */
  static final double EVENTS = 6.4;

  private static final List<String> WORDS =
      List.of("치킨", "떡볶이", "김밥", "pizza", "냉면", "족발", "salad", "곱창", "마라탕", "커피");

  /** Something that happened. */
  record Step(Instant time, String type, String user, ObjectNode data) {}

  private final Town town;
  private final User user;
  private final Random random;
  private final String name;
  private final List<Step> steps = new ArrayList<>();
  private Instant now;

  private Visit(Town town, Random random, String name, Instant start) {
    this.town = town;
    this.random = random;
    this.user = town.user(random);
    this.name = name;
    this.now = start;
  }

  /** Everything that happens, in the order of time. */
  static List<Step> draw(Town town, Random random, String name, Instant start) {
    Visit visit = new Visit(town, random, name, start);
    visit.run();
    return visit.steps;
  }

  private void run() {
    if (chance(0.4)) {
      client("searched", region())
          .put("query", WORDS.get(random.nextInt(WORDS.size())))
          .put("results", random.nextInt(80));
    }
    String store = town.store(user, random);
    for (int views = 1 + random.nextInt(3); views > 0; views--) {
      store = town.store(user, random);
      client("store.viewed", store(store)).put("referrer", chance(0.5) ? "home" : "search");
    }
    List<Item> cart = browse(store);
    if (chance(0.08)) {
      client(chance(0.85) ? "store.liked" : "store.unliked", store(store));
    }
    if (!cart.isEmpty() && chance(0.7)) {
      order(store, cart);
    }
  }

  private List<Item> browse(String store) {
    List<Item> cart = new ArrayList<>();
    for (int views = random.nextInt(4); views > 0; views--) {
      Item item = town.item(store, random);
      client("menu.viewed", store(store)).put("menu_id", item.id()).put("price", item.price());
      if (chance(0.55)) {
        client("cart.added", store(store))
            .put("menu_id", item.id())
            .put("quantity", 1)
            .put("price", item.price());
        cart.add(item);
      }
    }
    return cart;
  }

  private void order(String store, List<Item> cart) {
    String order = "o-" + name;
    BigDecimal fee = BigDecimal.valueOf(random.nextInt(5) * 1000L);
    BigDecimal discount = discount(cart);
    BigDecimal amount = price(cart).subtract(discount).add(fee);
    ObjectNode placed = client("order.placed", store(store).put("order_id", order));
    ArrayNode items = placed.putArray("items");
    for (Item item : cart) {
      items.addObject().put("menu_id", item.id()).put("quantity", 1).put("price", item.price());
    }
    placed
        .put("amount", amount)
        .put("delivery_fee", fee)
        .put("discount", discount)
        .put("payment", chance(0.6) ? "card" : "mobile");
    Instant ordered = now;
    if (chance(0.06)) {
      cancel(store, order, amount);
    } else {
      deliver(store, order, ordered);
    }
  }

  private static BigDecimal price(List<Item> cart) {
    return cart.stream().map(Item::price).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Some have a coupon of 7.5 %, which makes them no round sums. */
  private BigDecimal discount(List<Item> cart) {
    return chance(0.2)
        ? price(cart)
            .multiply(new BigDecimal("0.075"))
            .setScale(2, java.math.RoundingMode.HALF_EVEN)
        : BigDecimal.ZERO;
  }

  private void cancel(String store, String order, BigDecimal amount) {
    pass(20, 600);
    boolean byStore = chance(0.6);
    step("order.cancelled", store(store).put("order_id", order))
        .put("amount", amount)
        .put("by", byStore ? "store" : "user")
        .put("reason", byStore ? "sold-out" : "changed-mind");
  }

  private void deliver(String store, String order, Instant ordered) {
    int wait = pass(20, 240);
    int cooking = 10 + random.nextInt(25);
    step("order.accepted", store(store).put("order_id", order))
        .put("wait_seconds", wait)
        .put("cooking_minutes", cooking);
    String rider = "r-" + random.nextInt(400);
    pass(cooking * 40, cooking * 80);
    step("order.picked_up", store(store).put("order_id", order)).put("rider_id", rider);
    pass(300, 1500);
    double minutes = java.time.Duration.between(ordered, now).toSeconds() / 60.0;
    step("order.delivered", store(store).put("order_id", order))
        .put("rider_id", rider)
        .put("placed_at", ordered.toString())
        .put("delivery_minutes", BigDecimal.valueOf(Math.round(minutes * 10), 1))
        .put("on_time", minutes < 55);
    if (chance(0.25)) {
      review(store, order);
    }
  }

  private void review(String store, String order) {
    pass(1800, 36_000);
    client("review.written", store(store).put("order_id", order))
        .put("rating", chance(0.7) ? 5 : 1 + random.nextInt(4))
        .put("photos", random.nextInt(3))
        .put("text", "맛있어요 " + "!".repeat(random.nextInt(3)));
  }

  private ObjectNode client(String type, ObjectNode data) {
    pass(3, 40);
    return step(type, data)
        .put("platform", user.platform())
        .put("app_version", user.version())
        .put("session", name);
  }

  private ObjectNode step(String type, ObjectNode data) {
    steps.add(new Step(now, type, user.id(), data));
    return data;
  }

  private ObjectNode region() {
    return JsonNodeFactory.instance.objectNode().put("region", user.regionName());
  }

  private ObjectNode store(String store) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("store_id", store)
        .put("region", user.regionName());
  }

  private int pass(int least, int most) {
    int seconds = least + random.nextInt(most - least + 1);
    now = now.plusSeconds(seconds).plusMillis(random.nextInt(1000));
    return seconds;
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }
}
