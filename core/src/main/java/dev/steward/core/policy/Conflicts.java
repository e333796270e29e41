package dev.steward.core.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a meet shows that no policy shows alone.
 *
 * <p>A floor and a ceiling go together if, whatever day a record is from, it can be purged after
 * the one and in time for the other. Keys go by whole days, so the last record of a day may go one
 * day after the floor of the first; and a purge may end {@code purgeSlo} after the ceiling: {@code
 * floor + P1D <= ceiling + purgeSlo}.
 */
final class Conflicts {

  private final List<GoverningPolicy> policies;
  private final Policy meet;

  private Conflicts(List<GoverningPolicy> policies, Policy meet) {
    this.policies = policies;
    this.meet = meet;
  }

  /** The conflicts among policies, given in the order in which they are to be named. */
  static List<Conflict> among(List<GoverningPolicy> policies, Policy meet) {
    var conflicts = new Conflicts(policies, meet);
    return Stream.of(
            conflicts.ofRetention(Conflict.Kept.AUDIT_RECORD, Policy::auditRecords),
            conflicts.ofRetention(Conflict.Kept.CONTENT, Policy::content),
            conflicts.ofMany(Conflict.Kept.AUDIT_RECORD, Policy::auditRecords),
            conflicts.ofMany(Conflict.Kept.CONTENT, Policy::content),
            conflicts.ofContent().stream(),
            conflicts
                .ofList(
                    Conflict.Listed.MODEL_SOURCES,
                    Policy::modelSources,
                    policy -> policy.modelSources().isEmpty())
                .stream(),
            conflicts
                .ofList(
                    Conflict.Listed.MODEL_SIGNERS,
                    Policy::modelSigners,
                    policy -> policy.modelSigners().isNobody())
                .stream(),
            conflicts
                .ofList(Conflict.Listed.IMAGES, Policy::images, policy -> policy.images().isEmpty())
                .stream())
        .<Conflict>flatMap(found -> found)
        .toList();
  }

  private Stream<Conflict> ofRetention(Conflict.Kept kept, Function<Policy, Retention> part) {
    var both = part.apply(meet);
    var slo = meet.purgeSlo().orElse(Policy.DEFAULT_PURGE_SLO);
    return both.floor().periods().stream()
        .flatMap(floor ->
            both.ceiling().periods().stream()
                .filter(ceiling -> leavesNoRoom(floor, ceiling, slo))
                .map(ceiling ->
                    new Conflict.FloorAboveCeiling(
                        kept,
                        floor,
                        first(p -> part.apply(p).floor().periods().contains(floor)),
                        ceiling,
                        first(p -> part.apply(p).ceiling().periods().contains(ceiling)),
                        slo)));
  }

  private Stream<Conflict> ofMany(Conflict.Kept kept, Function<Policy, Retention> part) {
    return Stream.concat(
        ofMany(kept.field() + ".min", policy -> part.apply(policy).floor().periods()),
        ofMany(kept.field() + ".max", policy -> part.apply(policy).ceiling().periods()));
  }

  private Stream<Conflict> ofMany(String bound, Function<Policy, List<CalendarPeriod>> periods) {
    var all = periods.apply(meet);
    return all.size() <= Obligations.MOST_PERIODS
        ? Stream.empty()
        : Stream.of(
            new Conflict.TooManyPeriods(
                bound,
                all.stream()
                    .map(period -> first(policy -> periods.apply(policy).contains(period)))
                    .distinct()
                    .toList()));
  }

  private static boolean leavesNoRoom(CalendarPeriod floor, CalendarPeriod ceiling, Duration slo) {
    return Duration.ofDays(floor.mostDaysBeyond(ceiling) + 1L).compareTo(slo) > 0;
  }

  private Optional<Conflict> ofContent() {
    if (!meet.contentMode().equals(Optional.of(ContentMode.NONE))) {
      return Optional.empty();
    }
    return meet.content().floor().periods().stream()
        .filter(floor -> !floor.equals(CalendarPeriod.ZERO))
        .findFirst()
        .map(floor ->
            new Conflict.NothingToKeep(
                floor,
                first(p -> p.content().floor().periods().contains(floor)),
                first(p -> p.contentMode().equals(meet.contentMode()))));
  }

  private Optional<Conflict> ofList(
      Conflict.Listed listed, Function<Policy, Object> part, Predicate<Policy> allowsNothing) {
    if (!allowsNothing.test(meet)) {
      return Optional.empty();
    }
    var free = part.apply(Policy.UNRESTRICTED);
    var limiting =
        policies.stream().filter(each -> !part.apply(each.policy()).equals(free)).toList();
    return Optional.of(
        new Conflict.NothingAllowed(
            listed,
            disjoint(limiting, allowsNothing).orElse(limiting).stream()
                .map(GoverningPolicy::source)
                .toList()));
  }

  /** One policy whose own list is empty, else two that have nothing in common. */
  private static Optional<List<GoverningPolicy>> disjoint(
      List<GoverningPolicy> policies, Predicate<Policy> allowsNothing) {
    return policies.stream()
        .flatMap(one -> policies.stream().map(other -> List.of(one, other)))
        .filter(pair -> allowsNothing.test(pair.getFirst().policy().meet(pair.getLast().policy())))
        .map(pair -> pair.stream().distinct().toList())
        .min(Comparator.comparingInt(List::size));
  }

  private PolicySource first(Predicate<Policy> states) {
    return policies.stream()
        .filter(each -> states.test(each.policy()))
        .findFirst()
        .orElseThrow()
        .source();
  }
}
