package dev.steward.operator.rotation;

import dev.steward.operator.rotation.Gateway.Readiness;
import dev.steward.operator.rotation.Gateway.Told;
import dev.steward.operator.rotation.Reach.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides which gateways get none of a service's requests. */
public final class Rotation {

  /**
   * In which old and new are both accepted after a write. A gateway that works has it within 100
   * ms: its watch, 25 ms in which it takes changes together, and its report. One that collects
   * garbage or starts a thousand ports has it within a second or two; it isn't to lose its place.
   */
  public static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * After which one that tells nothing counts as behind: several of its reports, a renewal of its
   * certificate or a restart of this operator fit in.
   */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private final GovernedService service;
  private final Instant written;
  private final Set<String> before;
  private final Instant now;
  private final Map<Standing, List<Gateway>> gateways = new EnumMap<>(Standing.class);

  /** How one gateway stands with what was written. */
  private enum Standing {
    /** It runs it. */
    RUNS,
    /** It has told, later than it should have known better, that it runs something else. */
    BEHIND,
    /** It has told nothing for too long. */
    SILENT,
    /** Nobody can say yet. */
    OPEN
  }

  /**
   * A gateway, and since when it is counted on.
   *
   * @param since when it was seen ready first, or this operator began
   */
  record Counted(Gateway gateway, Instant since) {}

  private Rotation(GovernedService service, Instant written, Set<String> before, Instant now) {
    this.service = service;
    this.written = written;
    this.before = before;
    this.now = now;
    for (var standing : Standing.values()) {
      gateways.put(standing, new ArrayList<>());
    }
  }

  /**
   * The decision.
   *
   * @param written since when the service's policies are as they are
   * @param before addresses of those that were barred until now
   */
  static Reach of(
      GovernedService service,
      Instant written,
      Collection<Counted> gateways,
      Set<String> before,
      Instant now) {
    var rotation = new Rotation(service, written, before, now);
    for (var counted : gateways) {
      rotation.in(rotation.standing(counted)).add(counted.gateway());
    }
    return rotation.reach();
  }

  private List<Gateway> in(Standing standing) {
    return gateways.getOrDefault(standing, List.of());
  }

  private Standing standing(Counted counted) {
    // What a pod of the same name told before this one was is another's word.
    var told = counted.gateway().told().filter(it -> !it.at().isBefore(counted.since()));
    if (told.filter(it -> it.of(service.uid()).equals(service.written())).isPresent()) {
      return Standing.RUNS;
    }
    if (told.filter(it -> !it.at().isBefore(written.plus(GRACE))).isPresent()) {
      return Standing.BEHIND;
    }
    var heard = told.map(Told::at).orElse(counted.since());
    return now.isBefore(latest(written, heard).plus(SILENCE)) ? Standing.OPEN : Standing.SILENT;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Reach reach() {
    var barred = barred();
    return new Reach(
        step(),
        written,
        Stream.of(in(Standing.BEHIND), in(Standing.SILENT), unproven())
            .flatMap(List::stream)
            .filter(Rotation::isReady)
            .map(Gateway::name)
            .sorted()
            .distinct()
            .toList(),
        barred,
        isReadyIn(Standing.RUNS)
            ? in(Standing.SILENT).stream()
                .map(Gateway::address)
                .filter(address -> !barred.contains(address))
                .collect(Collectors.toSet())
            : Set.of());
  }

  /** Those that were barred and haven't told that they shouldn't be. */
  private List<Gateway> unproven() {
    return Stream.of(in(Standing.OPEN), in(Standing.SILENT))
        .flatMap(List::stream)
        .filter(gateway -> before.contains(gateway.address()))
        .toList();
  }

  private Set<String> barred() {
    var wrong =
        Stream.of(in(Standing.BEHIND), unproven())
            .flatMap(List::stream)
            .map(Gateway::address)
            .collect(Collectors.toSet());
    return switch (service.bond()) {
      case OBLIGED -> wrong;
      case FREE -> isAnyLeft(wrong) ? wrong : Set.of();
    };
  }

  private boolean isAnyLeft(Set<String> without) {
    return gateways.values().stream()
        .flatMap(List::stream)
        .filter(Rotation::isReady)
        .anyMatch(gateway -> !without.contains(gateway.address()));
  }

  private static boolean isReady(Gateway gateway) {
    return gateway.readiness() == Readiness.READY;
  }

  private boolean isReadyIn(Standing standing) {
    return in(standing).stream().anyMatch(Rotation::isReady);
  }

  private Step step() {
    if (isReadyIn(Standing.BEHIND) || unproven().stream().anyMatch(Rotation::isReady)) {
      return Step.BEHIND;
    }
    if (isReadyIn(Standing.SILENT)) {
      return Step.UNKNOWN;
    }
    return isReadyIn(Standing.RUNS) && !isReadyIn(Standing.OPEN) ? Step.RUNNING : Step.SPREADING;
  }
}
