package io.dumul.local.schema;

import io.dumul.core.definition.AlertRule;
import java.util.List;
import java.util.Locale;

/**
 * Rules of Prometheus for the alerts. Serving judges them from exact figures and shows those that
 * fire; Prometheus only tells, so it and the DAG never differ.
 */
final class PrometheusRules {
  private static final String HEAD =
      """
      # Made from definitions/alerts.yaml by: ./dumul schema alerts --output deploy/prometheus/quality.yaml
      groups:
        - name: dumul-quality
          rules:
            - alert: DumulAlertsNotJudged
              expr: min(dumul_quality_alert_age_seconds) > 600 or absent(dumul_quality_alert_age_seconds)
              for: 5m
              labels: {severity: ticket}
              annotations:
                summary: No serving process has judged the alerts on quality for ten minutes
                action: See the log of serving. Whether events are wrong is not known meanwhile.
      """;

  private PrometheusRules() {}

  static String of(List<AlertRule> rules) {
    StringBuilder text = new StringBuilder(HEAD);
    rules.forEach(rule -> text.append(of(rule)));
    return text.toString();
  }

  private static String of(AlertRule rule) {
    return """
            - alert: %s
              expr: max by (rule, by, subject) (dumul_quality_alert{rule="%s"}) >= 0
              labels: {severity: %s}
              annotations:
                summary: '%s'
                action: %s
      """
        .formatted(
            "Dumul" + camel(rule.name()),
            rule.name(),
            rule.severity().text(),
            summary(rule),
            "./dumul quality check says what is wrong and since when; so does the page /quality.");
  }

  private static String camel(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("-", -1)) {
      if (!word.isEmpty()) {
        text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return text.toString();
  }

  private static String summary(AlertRule rule) {
    String bound = rule.bound().toPlainString();
    return switch (rule.kind()) {
      case QUALITY ->
          "{{ $labels.by }} {{ $labels.subject }}: {{ $value | humanizePercentage }} of the events"
              + " pass; at least "
              + bound
              + " must";
      case NEW_FAILURE ->
          "app {{ $labels.subject }}: a failure that is new since the last "
              + rule.days()
              + " days, {{ $value }} times";
      case DROP, JUMP ->
          "{{ $labels.by }} {{ $labels.subject }}: {{ $value }} of the usual events came; "
              + (rule.kind() == AlertRule.Kind.DROP ? "at least " : "at most ")
              + bound
              + " is expected";
    };
  }
}
