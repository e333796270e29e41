package dev.steward.operator.group;

import dev.steward.operator.group.Member.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Groups of two for tests: {@code g} of the namespace {@code team}. */
final class Groups {

  static final GroupId ID = new GroupId("team", "g");
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Groups() {}

  static Group group(long begun, Restarts restarts, Member... members) {
    return new Group(ID, 2, begun, restarts, List.of(members));
  }

  static Group group(long begun, Member... members) {
    return group(begun, Restarts.NONE, members);
  }

  static Member gated(int index, long incarnation) {
    return member(index, incarnation, Standing.GATED);
  }

  /** A member that was let in a second ago, with the other one of its incarnation. */
  static Member in(int index, long incarnation, Standing standing) {
    return in(index, incarnation, standing, NOW.minusSeconds(1));
  }

  static Member in(int index, long incarnation, Standing standing, Instant at) {
    var member = member(index, incarnation, standing);
    return new Member(
        ID,
        incarnation,
        index,
        member.pod(),
        member.uid(),
        "cpu",
        standing,
        Optional.of(new Admission(Set.of(uid(0, incarnation), uid(1, incarnation)), at)),
        Optional.empty(),
        Optional.empty(),
        standing == Standing.READY ? Optional.of(at) : Optional.empty());
  }

  static Member failed(Member member, Failure failure) {
    return new Member(
        member.group(),
        member.incarnation(),
        member.index(),
        member.pod(),
        member.uid(),
        member.resource(),
        member.standing(),
        member.admission(),
        Optional.of(failure),
        member.unplaceable(),
        member.readySince());
  }

  static Member unplaceable(Member member, String message) {
    return new Member(
        member.group(),
        member.incarnation(),
        member.index(),
        member.pod(),
        member.uid(),
        member.resource(),
        member.standing(),
        member.admission(),
        member.failure(),
        Optional.of(message),
        member.readySince());
  }

  static Member member(int index, long incarnation, Standing standing) {
    return new Member(
        ID,
        incarnation,
        index,
        ID.member(index),
        uid(index, incarnation),
        "cpu",
        standing,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static String uid(int index, long incarnation) {
    return "uid-" + incarnation + "-" + index;
  }

  static Failure crash(Instant at) {
    return new Failure(Failure.Kind.Crashed, "it crashed", at);
  }
}
