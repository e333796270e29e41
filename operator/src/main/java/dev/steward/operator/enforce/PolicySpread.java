package dev.steward.operator.enforce;

import dev.steward.operator.condition.Verdict;
import dev.steward.operator.condition.Verdict.Truth;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.rotation.Board;
import dev.steward.operator.rotation.Reach;
import dev.steward.operator.rotation.Reach.Step;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * For how many of the services that a policy selects gateways judge requests by it.
 *
 * @param services how many are served
 * @param running of them those for which every ready gateway does
 * @param unwritten of the others those for which it isn't written yet
 * @param lagging how far those have got for which it is written
 */
record PolicySpread(int services, int running, int unwritten, List<Reach> lagging) {

  /** The condition that tells it. */
  static final String TYPE = "Running";

  private static final int MOST_NAMES = 5;

  PolicySpread {
    lagging = List.copyOf(lagging);
  }

  /**
   * Of these services and tasks; those that aren't served don't count.
   *
   * @param selected by uid
   */
  static PolicySpread of(Map<String, Governed> selected, Board board) {
    var served = selected.entrySet().stream().filter(each -> board.serves(each.getKey())).toList();
    var written = served.stream().filter(each -> each.getValue().isWritten()).toList();
    var reaches = written.stream().flatMap(each -> board.reach(each.getKey()).stream()).toList();
    var lagging = reaches.stream().filter(reach -> reach.step() != Step.RUNNING).toList();
    var running = reaches.size() - lagging.size();
    return new PolicySpread(served.size(), running, served.size() - reaches.size(), lagging);
  }

  /** Empty where it selects nothing that is served. */
  Optional<Verdict> verdict() {
    if (services == 0) {
      return Optional.empty();
    }
    if (running == services) {
      return Optional.of(
          new Verdict(
              TYPE,
              Truth.TRUE,
              "EveryGateway",
              "Gateways run it for all %d services.".formatted(services)));
    }
    return Optional.of(
        new Verdict(
            TYPE, Truth.FALSE, isLate() ? "GatewayBehind" : "Spreading", count() + oldest()));
  }

  private boolean isLate() {
    return lagging.stream().anyMatch(reach -> reach.step() != Step.SPREADING);
  }

  private String count() {
    return "Gateways run it for %d of %d services.".formatted(running, services)
        + (unwritten == 0 ? "" : " For %d it isn't written yet.".formatted(unwritten));
  }

  /** In absolute times, so that the text stays the same while time goes by. */
  private String oldest() {
    var since = lagging.stream().map(Reach::since).min(Comparator.naturalOrder());
    var behind =
        lagging.stream()
            .flatMap(reach -> reach.behind().stream())
            .distinct()
            .sorted()
            .limit(MOST_NAMES)
            .collect(Collectors.joining(", "));
    return since.map(PolicySpread::without).orElse("")
        + (behind.isEmpty() ? "" : " Not on it: %s.".formatted(behind));
  }

  private static String without(Instant since) {
    return " The one that waits longest has been without it since %s."
        .formatted(since.truncatedTo(ChronoUnit.MILLIS));
  }
}
