package io.dumul.serving.answer;

import io.dumul.core.definition.Definitions;
import java.time.Clock;

/** The resources under {@code /v1/quality}. */
public final class QualityServices {
  private final Sources sources;

  /**
   * @param clock says what now is, and where a window ends
   * @param mostBuckets how many buckets an answer may reach over
   */
  public QualityServices(Definitions definitions, Answers answers, Clock clock, int mostBuckets) {
    Questions questions = new Questions(definitions, mostBuckets, Integer.MAX_VALUE);
    this.sources = new Sources(definitions, questions, answers, clock);
  }

  /** What they answer from. */
  record Sources(Definitions definitions, Questions questions, Answers answers, Clock clock) {}

  public QualityService report() {
    return new QualityService(sources);
  }

  public CoverageService coverage() {
    return new CoverageService(sources);
  }

  public AlertService alerts() {
    return new AlertService(sources);
  }
}
