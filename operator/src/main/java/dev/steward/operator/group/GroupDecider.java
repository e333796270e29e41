package dev.steward.operator.group;

import dev.steward.operator.group.Member.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Decides what is to be done about one group, from what there is of it. */
public final class GroupDecider {

  /**
   * How long a group that was let in may wait for nodes. The scheduler needs milliseconds for a pod
   * that fits somewhere; what takes longer waits for another pod's end or for a new node, and holds
   * up every other group meanwhile, with what it was given.
   */
  static final Duration PLACING = Duration.ofSeconds(60);

  /** How often a group that waits for its turn asks. */
  static final Duration ASKING = Duration.ofSeconds(1);

  /** A process of a group that can't answer any more has this long to give its GPU back. */
  static final Duration ABANDONED = Duration.ofSeconds(2);

  private final Group group;
  private final List<Member> members;
  private final Instant now;

  private GroupDecider(Group group, Instant now) {
    this.group = group;
    this.members = group.current();
    this.now = now;
  }

  /**
   * Decides.
   *
   * @param turn what came of asking for it; empty: nobody asked, because {@link #asks} said so
   */
  public static GroupDecision decide(Group group, Optional<Turn> turn, Instant now) {
    var decider = new GroupDecider(group, now);
    return decider.trouble().map(decider::restart).orElseGet(() -> decider.goOn(turn));
  }

  /** Whether all that a group waits for is its turn. */
  public static boolean asks(Group group, Instant now) {
    return decide(group, Optional.empty(), now).state() instanceof GroupState.AwaitingTurn;
  }

  /** The first thing that went wrong. */
  private Optional<Failure> trouble() {
    return members.stream()
        .flatMap(member -> member.failure().stream())
        .min(Comparator.comparing(Failure::at))
        .or(this::missing)
        .or(this::notPlaced);
  }

  /** That the members there are aren't those that were let in together. */
  private Optional<Failure> missing() {
    if (members.stream().noneMatch(GroupDecider::isIn)) {
      return Optional.empty();
    }
    var present =
        members.stream()
            .filter(member -> !member.isLeaving())
            .map(Member::uid)
            .collect(Collectors.toSet());
    var strangers =
        members.stream()
            .filter(GroupDecider::isIn)
            .filter(member -> !roster(member).equals(present))
            .findFirst();
    return strangers.map(member -> left(roster(member)));
  }

  /** Whether it is past its gate; a pod that leaves may have been in front of it. */
  private static boolean isIn(Member member) {
    return member.admission().isPresent()
        || member.standing() == Standing.UNPLACED
        || member.isPlaced();
  }

  private static Set<String> roster(Member member) {
    return member.admission().map(Admission::roster).orElse(Set.of());
  }

  private Failure left(Set<String> roster) {
    var names = new TreeSet<String>();
    members.stream()
        .filter(member -> member.isLeaving() || !roster.contains(member.uid()))
        .forEach(member -> names.add(member.pod()));
    IntStream.range(0, group.size())
        .filter(index -> members.stream().noneMatch(member -> member.index() == index))
        .forEach(index -> names.add(group.id().member(index)));
    return new Failure(
        Failure.Kind.MemberLeft,
        "%s %s deleted or replaced; the members of a group go on together or not at all."
            .formatted(String.join(", ", names), names.size() == 1 ? "was" : "were"),
        now);
  }

  private Optional<Failure> notPlaced() {
    var admitted = admittedAt();
    if (admitted.isEmpty()
        || placed() == group.size()
        || now.isBefore(admitted.get().plus(PLACING))) {
      return Optional.empty();
    }
    var scheduler =
        members.stream().flatMap(member -> member.unplaceable().stream()).findFirst().orElse("");
    return Optional.of(
        new Failure(
            Failure.Kind.NotPlaced,
            "%d of %d pods had a node after %d s. The scheduler says: %s"
                .formatted(placed(), group.size(), PLACING.toSeconds(), scheduler),
            now));
  }

  /** When the first member was let in. */
  private Optional<Instant> admittedAt() {
    return members.stream()
        .flatMap(member -> member.admission().stream())
        .map(Admission::at)
        .min(Comparator.naturalOrder());
  }

  private int placed() {
    return (int) members.stream().filter(Member::isPlaced).count();
  }

  private GroupDecision restart(Failure failure) {
    // Where a member leaves in peace the others may finish what they have in hand.
    Optional<Duration> grace =
        failure.kind() == Failure.Kind.MemberLeft ? Optional.empty() : Optional.of(ABANDONED);
    return new GroupDecision(
        group,
        group.incarnation() + 1,
        group.restarts().after(failure),
        group.members().stream()
            .filter(member -> !member.isLeaving())
            .map(member -> delete(member, grace))
            .toList(),
        new GroupState.Restarting(failure),
        Optional.empty());
  }

  private static PodAction delete(Member member, Optional<Duration> grace) {
    return new PodAction.Delete(member.pod(), member.uid(), grace);
  }

  private GroupDecision goOn(Optional<Turn> turn) {
    return members.stream().anyMatch(GroupDecider::isIn) ? asOne() : behindGates(turn);
  }

  /** All were let in, or are being. */
  private GroupDecision asOne() {
    var admission =
        members.stream().flatMap(member -> member.admission().stream()).findFirst().orElseThrow();
    var admit = admit(admission);
    if (placed() < group.size()) {
      var until = admittedAt().orElseThrow().plus(PLACING);
      return decision(
          new GroupState.Placing(placed(), until),
          admit,
          Optional.of(Duration.between(now, until)));
    }
    if (group.ready() < group.size()) {
      return decision(new GroupState.Starting(group.ready()), admit, Optional.empty());
    }
    var since =
        members.stream()
            .flatMap(member -> member.readySince().stream())
            .max(Comparator.naturalOrder())
            .orElse(now);
    return whole(since);
  }

  private GroupDecision whole(Instant since) {
    var state = new GroupState.Whole(since);
    if (!group.restarts().count()) {
      return decision(state, List.of(), Optional.empty());
    }
    var well = since.plus(Restarts.WELL);
    return now.isBefore(well)
        ? decision(state, List.of(), Optional.of(Duration.between(now, well)))
        : new GroupDecision(
            group,
            group.incarnation(),
            group.restarts().forgiven(),
            withStale(List.of()),
            state,
            Optional.empty());
  }

  private GroupDecision behindGates(Optional<Turn> turn) {
    if (group.restarts().exhausted()) {
      return decision(new GroupState.GivenUp(), List.of(), Optional.empty());
    }
    var pause = group.restarts().pauseEnds();
    if (now.isBefore(pause)) {
      return decision(
          new GroupState.BackingOff(pause), List.of(), Optional.of(Duration.between(now, pause)));
    }
    var old =
        group.members().stream()
            .filter(member -> member.incarnation() < group.incarnation() || member.isLeaving())
            .map(Member::pod)
            .distinct()
            .toList();
    if (!old.isEmpty()) {
      return decision(new GroupState.Clearing(old), List.of(), Optional.empty());
    }
    if (members.size() < group.size() || group.begun() == 0) {
      return decision(new GroupState.Gathering(members.size()), List.of(), Optional.empty());
    }
    return turn.map(this::atTurn).orElseGet(() -> awaiting(Optional.empty()));
  }

  private GroupDecision atTurn(Turn turn) {
    return switch (turn) {
      case Turn.Behind(var other) -> awaiting(Optional.of(other));
      case Turn.Granted granted ->
          decision(
              new GroupState.Placing(0, now.plus(PLACING)),
              admit(
                  new Admission(
                      members.stream().map(Member::uid).collect(Collectors.toSet()), now)),
              Optional.of(PLACING));
    };
  }

  private GroupDecision awaiting(Optional<GroupId> behind) {
    return decision(new GroupState.AwaitingTurn(behind), List.of(), Optional.of(ASKING));
  }

  /** Lets in those that still are behind their gates. */
  private List<PodAction> admit(Admission admission) {
    return members.stream()
        .filter(member -> member.standing() == Standing.GATED)
        .<PodAction>map(member -> new PodAction.Admit(member.pod(), member.uid(), admission))
        .toList();
  }

  private GroupDecision decision(
      GroupState state, List<PodAction> actions, Optional<Duration> lookAgain) {
    return new GroupDecision(
        group, group.incarnation(), group.restarts(), withStale(actions), state, lookAgain);
  }

  /** Members of earlier incarnations go, whatever becomes of this one. */
  private List<PodAction> withStale(List<PodAction> actions) {
    return Stream.concat(
            group.members().stream()
                .filter(member -> member.incarnation() < group.incarnation())
                .filter(member -> !member.isLeaving())
                .map(member -> delete(member, Optional.of(ABANDONED))),
            actions.stream())
        .toList();
  }
}
