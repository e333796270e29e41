package dev.steward.core.task;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A worker that one item kills, and what it leaves behind. */
final class MortalWorker {

  private final long deadly;
  private final Map<ItemRange, Integer> begun = new HashMap<>();
  private final Set<ItemRange> results = new HashSet<>();
  private final List<Long> givenUp = new ArrayList<>();

  MortalWorker(long deadly) {
    this.deadly = deadly;
  }

  /** Starts over with {@code range}. */
  boolean dies(ItemRange range) {
    if (results.contains(range)) {
      return false;
    }
    switch (Isolation.next(range, begun.getOrDefault(range, 0))) {
      case Isolation.Step.Run() -> {
        begun.merge(range, 1, Integer::sum);
        if (range.from() <= deadly && deadly < range.to()) {
          return true;
        }
        results.add(range);
      }
      case Isolation.Step.Split(var parts) -> {
        for (var part : parts) {
          if (dies(part)) {
            return true;
          }
        }
      }
      case Isolation.Step.GiveUp() -> {
        givenUp.add(range.from());
        results.add(range);
      }
    }
    return false;
  }

  List<Long> givenUp() {
    return givenUp;
  }

  long finished() {
    return results.stream().mapToLong(ItemRange::items).sum() - givenUp.size();
  }
}
