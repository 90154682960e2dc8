package io.dumul.core.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the layers know of each other, read at one moment.
 *
 * @param published the publication that readers use now; empty before the first
 * @param attempts every attempt that is remembered, by number; the published one is among them
 * @param speed how far the speed view is, by partition; empty before the speed layer first ran
 * @param expiredThrough the last epoch whose increments may be gone; -1 for none
 */
public record ControlState(
    Optional<Published> published,
    List<Attempt> attempts,
    Map<Integer, SpeedProgress> speed,
    long expiredThrough) {
  public ControlState {
    attempts = List.copyOf(attempts);
    speed = Map.copyOf(speed);
  }

  public long publishedNumber() {
    return published.map(Published::number).orElse(0L);
  }

  /** The last epoch that the batch view covers; -1 before the first publication. */
  public long publishedEpoch() {
    return published.map(Published::epoch).orElse(-1L);
  }

  /** The newest generation that any partition reports; 0 where there is none. */
  public int generation() {
    return speed.values().stream().mapToInt(SpeedProgress::generation).max().orElse(0);
  }
}
