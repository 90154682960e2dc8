package io.dumul.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLimitTest {
  private final AtomicLong nanos = new AtomicLong(-5);

  @Test
  void tokensComeAtARateAndOneSecondOfThemIsKept() {
    ClientLimit limit = new ClientLimit(4, 100, nanos::get);
    assertThat(starts(limit)).isEqualTo(4);
    nanos.addAndGet(500_000_000);
    assertThat(starts(limit)).isEqualTo(2);
    nanos.addAndGet(60_000_000_000L);
    assertThat(starts(limit)).isEqualTo(4);
  }

  @Test
  void soManyAtATime() {
    ClientLimit limit = new ClientLimit(100, 2, nanos::get);
    assertThat(limit.start()).isTrue();
    assertThat(limit.start()).isTrue();
    assertThat(limit.start()).isFalse();
    limit.end();
    assertThat(limit.start()).isTrue();
  }

  private static int starts(ClientLimit limit) {
    int count = 0;
    while (limit.start()) {
      limit.end();
      count++;
    }
    return count;
  }
}
