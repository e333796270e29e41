package dev.steward.operator.observe;

import dev.steward.operator.group.Admission;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whose turn it is to be scheduled: of all groups that are scarce in the same resource one at a
 * time, so that two never hold half of what they need and wait for each other's half.
 *
 * <p>One lock stands over all turns. A group that was let in and hasn't a node for each member
 * holds the turn; the pods show that, so a new leader knows it. What they don't show yet, a turn
 * that was given a moment ago, is remembered. The others stand in line in the order in which they
 * first asked; who doesn't ask again has left it.
 */
public final class Turns {

  /** By then a turn that was taken shows in the pods; one that doesn't wasn't taken. */
  static final Duration TAKEN = Duration.ofSeconds(30);

  /** Who hasn't asked for so long isn't in line any more; those who wait ask each second. */
  static final Duration IN_LINE = Duration.ofSeconds(10);

  private final Map<String, Line> lines = new HashMap<>();

  /**
   * A turn that was given.
   *
   * @param members the pods that it was given to, by uid, as far as they were seen
   */
  private record Given(GroupId group, Set<String> members, Instant at) {}

  /** Those who want one resource. */
  private static final class Line {
    private final Map<GroupId, Instant> waiting = new LinkedHashMap<>();
    private Optional<Given> given = Optional.empty();
  }

  /**
   * Asks for a group's turn.
   *
   * @param resource what its members are scarce in
   * @param pods every member of every group
   */
  public synchronized Turn ask(
      String resource, GroupId group, Instant now, Supplier<Collection<Member>> pods) {
    var line = lines.computeIfAbsent(resource, name -> new Line());
    line.waiting.values().removeIf(asked -> asked.plus(IN_LINE).isBefore(now));
    line.waiting.put(group, now);
    var groups =
        pods.get().stream()
            .filter(member -> member.resource().equals(resource))
            .collect(Collectors.groupingBy(Member::group));
    line.given = line.given.filter(given -> isUnseen(given, groups, now));
    var first =
        line.given
            .map(Given::group)
            .or(() -> underway(groups))
            .orElseGet(() -> line.waiting.keySet().iterator().next());
    if (!first.equals(group)) {
      return new Turn.Behind(first);
    }
    line.waiting.remove(group);
    line.given = Optional.of(new Given(group, uids(groups.getOrDefault(group, List.of())), now));
    return new Turn.Granted();
  }

  /** Whether a turn may have been taken though the pods don't show it yet. */
  private static boolean isUnseen(Given given, Map<GroupId, List<Member>> groups, Instant now) {
    var members = groups.getOrDefault(given.group(), List.of());
    return given.at().plus(TAKEN).isAfter(now)
        && !isGone(given, members)
        && members.stream()
            .flatMap(member -> member.admission().stream())
            .noneMatch(admission -> !admission.at().isBefore(given.at()));
  }

  /**
   * Whether the pods that took the turn are there no more: they crashed, or weren't wanted any
   * longer. Those in their place ask for a turn of their own.
   */
  private static boolean isGone(Given given, List<Member> members) {
    return !given.members().isEmpty() && Collections.disjoint(given.members(), uids(members));
  }

  private static Set<String> uids(List<Member> members) {
    return members.stream().map(Member::uid).collect(Collectors.toUnmodifiableSet());
  }

  /** A group that was let in and isn't placed whole. */
  private static Optional<GroupId> underway(Map<GroupId, List<Member>> groups) {
    return groups.entrySet().stream()
        .filter(group -> isUnderway(group.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isUnderway(List<Member> members) {
    var newest = members.stream().mapToLong(Member::incarnation).max().orElse(0);
    var current =
        members.stream()
            .filter(member -> member.incarnation() == newest)
            .filter(member -> member.standing() != Member.Standing.LEAVING)
            .toList();
    var roster =
        current.stream()
            .flatMap(member -> member.admission().stream())
            .map(Admission::roster)
            .findFirst();
    return roster
        .filter(uids ->
            !current.stream()
                .filter(Member::isPlaced)
                .map(Member::uid)
                .collect(Collectors.toSet())
                .containsAll(uids))
        .isPresent();
  }
}
