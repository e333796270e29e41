package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long replicas took from being asked for to their first answer: the last {@value #MOST} that
 * were seen. One that took an hour, or became ready a second time, doesn't move the median.
 *
 * @param seen the times, oldest first
 * @param until the latest moment of readiness among them; what was ready by then is counted
 */
record StartUpTimes(List<Duration> seen, Optional<Instant> until) {

  static final int MOST = 15;

  /** Until a start was seen: a model of some hundred megabytes on the node. */
  static final Duration ASSUMED = Duration.ofSeconds(10);

  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(10);
  static final StartUpTimes NONE = new StartUpTimes(List.of(), Optional.empty());

  StartUpTimes {
    seen = List.copyOf(seen);
  }

  /** With the starts that ended since the last look. */
  StartUpTimes with(List<Replica> replicas) {
    record Start(Instant ready, Duration took) {}
    var started =
        replicas.stream()
            .flatMap(replica ->
                replica
                    .ready()
                    .filter(ready -> until.map(ready::isAfter).orElse(true))
                    .map(ready -> new Start(ready, Duration.between(replica.created(), ready)))
                    .stream())
            .sorted(Comparator.comparing(Start::ready))
            .toList();
    if (started.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(seen);
    started.forEach(start -> all.add(bounded(start.took())));
    return new StartUpTimes(
        all.subList(Math.max(0, all.size() - MOST), all.size()),
        Optional.of(started.getLast().ready()));
  }

  /** What a start takes: the median of those seen. */
  Duration expected() {
    return seen.isEmpty() ? ASSUMED : seen.stream().sorted().toList().get(seen.size() / 2);
  }

  private static Duration bounded(Duration took) {
    if (took.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return took.compareTo(LONGEST) > 0 ? LONGEST : took;
  }
}
