package io.dumul.local.stack.traffic;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Who lives and who cooks in a made-up city, the same for the same size. */
final class Town {
  private static final List<String> REGIONS =
      List.of("강남구", "마포구", "송파구", "관악구", "종로구", "성동구", "영등포구", "노원구");
  private static final List<String> PLATFORMS = List.of("ios", "android", "android", "web");
  private static final double SKEW = 1.05;

  private final int users;
  private final int stores;
  private final double[] popularity;

  Town(int users, int stores) {
    this.users = users;
    this.stores = stores;
    this.popularity = zipf(Math.max(1, stores / REGIONS.size()));
  }

  /** Someone who uses the app: always with the same phone, in the same region. */
  record User(String id, int region, String platform, String version) {
    String regionName() {
      return REGIONS.get(region);
    }
  }

  record Item(String store, String id, BigDecimal price) {}

  User user(Random random) {
    int number = (int) (Math.pow(random.nextDouble(), 1.5) * users);
    return new User(
        "u-" + number,
        number % Math.min(REGIONS.size(), stores),
        PLATFORMS.get(number % PLATFORMS.size()),
        "5." + number % 7 + "." + number % 3);
  }

  /** A store of the user's region; few of them are hot, as Zipf says. */
  String store(User user, Random random) {
    int rank = Arrays.binarySearch(popularity, random.nextDouble());
    int place = Math.min(rank < 0 ? -rank - 1 : rank, popularity.length - 1);
    int number = place * REGIONS.size() + user.region();
    return "s-" + (number < stores ? number : user.region());
  }

  Item item(String store, Random random) {
    int number = (int) (Math.pow(random.nextDouble(), 2) * 12);
    int hash = Math.floorMod((store + number).hashCode(), 200);
    return new Item(store, store + "-m" + number, BigDecimal.valueOf(6_000L + hash * 100L));
  }

  private static double[] zipf(int size) {
    double[] sums = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += 1 / Math.pow(i + 1, SKEW);
      sums[i] = sum;
    }
    for (int i = 0; i < size; i++) {
      sums[i] /= sum;
    }
    return sums;
  }
}
