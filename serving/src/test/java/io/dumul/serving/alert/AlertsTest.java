package io.dumul.serving.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dumul.core.definition.AlertRule;
import io.dumul.core.definition.AlertRule.By;
import io.dumul.core.definition.DefinitionFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules of the sample on made-up figures. */
class AlertsTest {
  private static final Instant NOW = Instant.parse("2026-03-10T03:30:00Z");
  private static final long OPEN = Instant.parse("2026-03-10T03:00:00Z").getEpochSecond();
  private static final String BROKEN = "order.placed SCHEMA /data/amount";
  private static final List<AlertRule> RULES =
      DefinitionFiles.load(Path.of("../definitions")).alerts();

  private final Map<By, Map<String, Hours>> hours = new HashMap<>();
  private final List<Defect> defects = new ArrayList<>();

  /** So many events in an hour, counted back from the open one. */
  private void hour(By by, String subject, int back, long received, long passed) {
    Hours of =
        hours
            .computeIfAbsent(by, b -> new TreeMap<>())
            .computeIfAbsent(subject, s -> new Hours(new TreeMap<>(), new TreeMap<>()));
    of.received().merge(OPEN - back * 3600L, received, Long::sum);
    of.passed().merge(OPEN - back * 3600L, passed, Long::sum);
  }

  /** Events of an app and type, as every subject that they belong to sees them. */
  private void events(String app, String type, int back, long received, long passed) {
    hour(By.ALL, "", back, received, passed);
    hour(By.EVENT_TYPE, type, back, received, passed);
    hour(By.SOURCE, "/apps/" + app.split(" ", 2)[0], back, received, passed);
    hour(By.APP, app, back, received, passed);
  }

  private List<Firing> firing() {
    return Alerts.firing(RULES, new Figures(NOW, ZoneId.of("Asia/Seoul"), hours, defects));
  }

  private static String text(Firing one) {
    return one.rule().name() + " " + one.about();
  }

  private void goodDays(int days) {
    for (int back = 0; back < days * 24; back++) {
      for (String app : List.of("ios 5.0.0", "android 5.0.0", "web 5.0.0")) {
        events(app, "order.placed", back, 100, 99);
        events(app, "searched", back, 200, 200);
      }
    }
  }

  @Test
  void aBrokenReleaseIsToldOnceWithAllThatItBroughtAbout() {
    goodDays(8);
    events("ios 6.0.0", "order.placed", 0, 400, 100);
    events("ios 6.0.0", "searched", 0, 200, 200);
    defects.add(new Defect("ios 6.0.0", BROKEN, 300, NOW.minusSeconds(600)));
    List<Firing> firing = firing();
    assertThat(firing).extracting(AlertsTest::text).containsExactly("quality-low app ios 6.0.0");
    Firing one = firing.get(0);
    assertThat(one.message()).isEqualTo("50 % of 600 events pass (expected: >= 90 %)");
    assertThat(one.since()).isEqualTo("2026-03-10T03:00:00Z");
    assertThat(one.defects()).extracting(Defect::name).containsExactly(BROKEN);
    assertThat(one.also())
        .extracting(AlertsTest::text)
        .containsExactlyInAnyOrder(
            "quality-low all events",
            "quality-low event-type order.placed",
            "quality-low source /apps/ios",
            "failure-new app ios 6.0.0");
  }

  @Test
  void aTypeThatIsWrongInEveryAppIsToldOfTheType() {
    goodDays(8);
    for (String app : List.of("ios 5.0.0", "android 5.0.0", "web 5.0.0")) {
      events(app, "review.written", 0, 200, 0);
      defects.add(new Defect(app, "review.written SCHEMA /data/stars", 200, null));
    }
    assertThat(firing())
        .extracting(AlertsTest::text)
        .containsExactly("quality-low event-type review.written");
  }

  @Test
  void twoCausesAreTwoAlerts() {
    goodDays(8);
    events("ios 6.0.0", "order.placed", 0, 400, 0);
    defects.add(new Defect("ios 6.0.0", BROKEN, 400, null));
    events("web 6.0.0", "searched", 0, 400, 0);
    defects.add(new Defect("web 6.0.0", "searched ENVELOPE /id", 400, null));
    assertThat(firing())
        .extracting(AlertsTest::text)
        .containsExactlyInAnyOrder("quality-low app ios 6.0.0", "quality-low app web 6.0.0");
  }

  @Test
  void fewEventsTellNothingUntilThereAreEnough() {
    for (int back = 3; back > 0; back--) {
      hour(By.APP, "ios 6.0.0", back, 33, 0);
    }
    assertThat(firing()).isEmpty();
    hour(By.APP, "ios 6.0.0", 0, 33, 0);
    assertThat(firing()).extracting(AlertsTest::text).containsExactly("quality-low app ios 6.0.0");
    assertThat(firing().get(0).since()).isEqualTo("2026-03-10T00:00:00Z");
  }

  @Test
  void aShareNearTheBoundNeitherBeginsNorEnds() {
    hour(By.APP, "ios 6.0.0", 4, 1000, 910);
    assertThat(firing()).isEmpty();
    hour(By.APP, "ios 6.0.0", 3, 1000, 899);
    assertThat(firing()).hasSize(1);
    hour(By.APP, "ios 6.0.0", 2, 1000, 940);
    assertThat(firing()).hasSize(1);
    assertThat(firing().get(0).since()).isEqualTo("2026-03-10T00:00:00Z");
    hour(By.APP, "ios 6.0.0", 1, 1000, 950);
    assertThat(firing()).isEmpty();
    hour(By.APP, "ios 6.0.0", 0, 1000, 940);
    assertThat(firing()).isEmpty();
  }

  @Test
  void aFailureIsNewForADayAndToldOnceForAllApps() {
    goodDays(8);
    for (String app : List.of("ios 5.0.0", "web 5.0.0")) {
      defects.add(new Defect(app, BROKEN, 25, NOW.minusSeconds(60)));
    }
    defects.add(new Defect("android 5.0.0", BROKEN, 25, NOW.minusSeconds(90_000)));
    defects.add(new Defect("android 5.0.0", "searched LATE /time", 19, NOW.minusSeconds(60)));
    List<Firing> firing = firing();
    assertThat(firing).hasSize(1);
    assertThat(firing.get(0).message())
        .isEqualTo(
            BROKEN + ": 25 events, 8.33 % of the app's (expected: none, as in 7 days before)");
    assertThat(firing.get(0).also()).hasSize(1);
  }

  @Test
  void aFailureThatComesLaterThanTheAlertIsAnother() {
    goodDays(8);
    events("ios 6.0.0", "order.placed", 20, 400, 0);
    defects.add(new Defect("ios 6.0.0", BROKEN, 400, NOW.minusSeconds(20 * 3600)));
    assertThat(firing()).hasSize(1);
    defects.add(new Defect("ios 6.0.0", "order.placed SCHEMA /data/x", 30, NOW.minusSeconds(60)));
    assertThat(firing())
        .extracting(AlertsTest::text)
        .containsExactly("quality-low app ios 6.0.0", "failure-new app ios 6.0.0");
  }

  @Test
  void volumeIsHeldAgainstTheSameHourOfEarlierDays() {
    for (int day = 0; day < 8; day++) {
      for (int hour = 0; hour < 24; hour++) {
        boolean drop = day == 0 && hour <= 2 && hour > 0;
        long events = (24 - hour) * 100L / (drop ? 4 : 1);
        hour(By.ALL, "", day * 24 + hour, events, events);
        hour(By.SOURCE, "/apps/ios", day * 24 + hour, events, events);
      }
    }
    List<Firing> firing = firing();
    assertThat(firing).extracting(AlertsTest::text).containsExactly("volume-drop source /apps/ios");
    assertThat(firing.get(0).since()).isEqualTo("2026-03-10T01:00:00Z");
    assertThat(firing.get(0).message())
        .isEqualTo(
            "575 events in the hour from 2026-03-10T02:00:00Z (expected: >= 1150, as usual are"
                + " 2300)");
    assertThat(firing.get(0).also())
        .extracting(AlertsTest::text)
        .containsExactly("volume-drop all events");
  }

  @Test
  void aSourceThatFallsSilentIsToldAndOneThatIsTooYoungIsNot() {
    for (int back = 2; back < 8 * 24; back++) {
      hour(By.SOURCE, "/apps/ios", back, 1000, 1000);
    }
    for (int back = 2; back < 3 * 24; back++) {
      hour(By.SOURCE, "/apps/web", back, 1000, 1000);
    }
    assertThat(firing())
        .extracting(AlertsTest::text)
        .containsExactly("volume-drop source /apps/ios");
  }

  @Test
  void aJumpIsTold() {
    for (int back = 1; back < 8 * 24; back++) {
      hour(By.EVENT_TYPE, "searched", back, back == 1 ? 1000 : 300, 300);
    }
    assertThat(firing()).extracting(AlertsTest::text).contains("volume-jump event-type searched");
  }
}
