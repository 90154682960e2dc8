package io.dumul.local.stack.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dumul.local.stack.events.CartAdded;
import io.dumul.local.stack.events.MenuViewed;
import io.dumul.local.stack.events.OrderAccepted;
import io.dumul.local.stack.events.OrderCancelled;
import io.dumul.local.stack.events.OrderDelivered;
import io.dumul.local.stack.events.OrderPickedUp;
import io.dumul.local.stack.events.OrderPlaced;
import io.dumul.local.stack.events.ReviewWritten;
import io.dumul.local.stack.events.Searched;
import io.dumul.local.stack.events.StoreLiked;
import io.dumul.local.stack.events.StoreUnliked;
import io.dumul.local.stack.events.StoreViewed;
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
      search();
    }
    String store = town.store(user, random);
    for (int views = 1 + random.nextInt(3); views > 0; views--) {
      store = town.store(user, random);
      view(store);
    }
    List<Item> cart = browse(store);
    if (chance(0.08)) {
      mark(store, chance(0.85));
    }
    if (!cart.isEmpty() && chance(0.7)) {
      order(store, cart);
    }
  }

  private void search() {
    tap();
    step(
        Searched.TYPE,
        Searched.event()
            .region(user.regionName())
            .query(WORDS.get(random.nextInt(WORDS.size())))
            .results(random.nextInt(80))
            .platform(Searched.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .data());
  }

  private void view(String store) {
    tap();
    step(
        StoreViewed.TYPE,
        StoreViewed.event()
            .storeId(store)
            .region(user.regionName())
            .platform(StoreViewed.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .referrer(chance(0.5) ? StoreViewed.Referrer.HOME : StoreViewed.Referrer.SEARCH)
            .data());
  }

  private void mark(String store, boolean liked) {
    tap();
    if (liked) {
      like(store);
    } else {
      unlike(store);
    }
  }

  private void like(String store) {
    step(
        StoreLiked.TYPE,
        StoreLiked.event()
            .storeId(store)
            .region(user.regionName())
            .platform(StoreLiked.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .data());
  }

  private void unlike(String store) {
    step(
        StoreUnliked.TYPE,
        StoreUnliked.event()
            .storeId(store)
            .region(user.regionName())
            .platform(StoreUnliked.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .data());
  }

  private List<Item> browse(String store) {
    List<Item> cart = new ArrayList<>();
    for (int views = random.nextInt(4); views > 0; views--) {
      Item item = town.item(store, random);
      view(item);
      if (chance(0.55)) {
        add(item);
        cart.add(item);
      }
    }
    return cart;
  }

  private void view(Item item) {
    tap();
    step(
        MenuViewed.TYPE,
        MenuViewed.event()
            .storeId(item.store())
            .region(user.regionName())
            .menuId(item.id())
            .price(item.price())
            .platform(MenuViewed.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .data());
  }

  private void add(Item item) {
    tap();
    step(
        CartAdded.TYPE,
        CartAdded.event()
            .storeId(item.store())
            .region(user.regionName())
            .menuId(item.id())
            .quantity(1)
            .price(item.price())
            .platform(CartAdded.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .data());
  }

  private void order(String store, List<Item> cart) {
    String order = "o-" + name;
    BigDecimal fee = BigDecimal.valueOf(random.nextInt(5) * 1000L);
    BigDecimal discount = discount(cart);
    BigDecimal amount = price(cart).subtract(discount).add(fee);
    tap();
    step(
        OrderPlaced.TYPE,
        OrderPlaced.event()
            .storeId(store)
            .region(user.regionName())
            .orderId(order)
            .items(cart.stream().map(Visit::ordered).toList())
            .amount(amount)
            .deliveryFee(fee)
            .payment(chance(0.6) ? OrderPlaced.Payment.CARD : OrderPlaced.Payment.MOBILE)
            .platform(OrderPlaced.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .discount(discount)
            .data());
    if (chance(0.06)) {
      cancel(store, order, amount);
    } else {
      deliver(store, order, now);
    }
  }

  private static OrderPlaced.Item ordered(Item item) {
    return OrderPlaced.Item.event().menuId(item.id()).quantity(1).price(item.price());
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
    step(
        OrderCancelled.TYPE,
        OrderCancelled.event()
            .storeId(store)
            .region(user.regionName())
            .orderId(order)
            .amount(amount)
            .by(byStore ? OrderCancelled.By.STORE : OrderCancelled.By.USER)
            .reason(byStore ? OrderCancelled.Reason.SOLD_OUT : OrderCancelled.Reason.CHANGED_MIND)
            .data());
  }

  private void deliver(String store, String order, Instant ordered) {
    int cooking = accept(store, order);
    String rider = "r-" + random.nextInt(400);
    pass(cooking * 40, cooking * 80);
    step(
        OrderPickedUp.TYPE,
        OrderPickedUp.event()
            .storeId(store)
            .region(user.regionName())
            .orderId(order)
            .riderId(rider)
            .data());
    pass(300, 1500);
    arrive(store, order, ordered, rider);
    if (chance(0.25)) {
      review(store, order);
    }
  }

  private int accept(String store, String order) {
    int wait = pass(20, 240);
    int cooking = 10 + random.nextInt(25);
    step(
        OrderAccepted.TYPE,
        OrderAccepted.event()
            .storeId(store)
            .region(user.regionName())
            .orderId(order)
            .waitSeconds(wait)
            .cookingMinutes(cooking)
            .data());
    return cooking;
  }

  private void arrive(String store, String order, Instant ordered, String rider) {
    double minutes = java.time.Duration.between(ordered, now).toSeconds() / 60.0;
    step(
        OrderDelivered.TYPE,
        OrderDelivered.event()
            .storeId(store)
            .region(user.regionName())
            .orderId(order)
            .deliveryMinutes(BigDecimal.valueOf(Math.round(minutes * 10), 1))
            .onTime(minutes < 55)
            .riderId(rider)
            .placedAt(ordered)
            .data());
  }

  private void review(String store, String order) {
    pass(1800, 36_000);
    tap();
    step(
        ReviewWritten.TYPE,
        ReviewWritten.event()
            .storeId(store)
            .region(user.regionName())
            .orderId(order)
            .rating(chance(0.7) ? 5 : 1 + random.nextInt(4))
            .photos(random.nextInt(3))
            .platform(ReviewWritten.Platform.of(user.platform()))
            .appVersion(user.version())
            .session(name)
            .text("맛있어요 " + "!".repeat(random.nextInt(3)))
            .data());
  }

  /** The time until the user does the next thing. */
  private void tap() {
    pass(3, 40);
  }

  private void step(String type, ObjectNode data) {
    steps.add(new Step(now, type, user.id(), data));
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
