package dev.steward.operator.group;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is of a group.
 *
 * @param id which one
 * @param size how many members it is to have
 * @param begun the incarnation that its StatefulSet asks for; 0 if there is none
 * @param restarts what its StatefulSet remembers
 * @param members its pods, of all incarnations, by place
 */
public record Group(GroupId id, int size, long begun, Restarts restarts, List<Member> members) {

  public Group {
    members =
        members.stream()
            .filter(member -> member.group().equals(id))
            .sorted(Comparator.comparingInt(Member::index).thenComparing(Member::uid))
            .toList();
  }

  /** One that has no StatefulSet yet, or no more. */
  public static Group unmade(GroupId id, int size, Collection<Member> pods) {
    return new Group(id, size, 0, Restarts.NONE, List.copyOf(pods));
  }

  /** The group of a StatefulSet. */
  public static Group of(StatefulSet set, Collection<Member> pods) {
    var metadata = set.getMetadata();
    var annotations =
        Optional.ofNullable(metadata.getAnnotations()).orElse(Map.<String, String>of());
    var labels =
        Optional.ofNullable(set.getSpec().getTemplate().getMetadata().getLabels())
            .orElse(Map.<String, String>of());
    return new Group(
        new GroupId(metadata.getNamespace(), metadata.getName()),
        Optional.ofNullable(set.getSpec().getReplicas()).orElse(1),
        incarnation(labels),
        RestartsJson.read(annotations.get(GroupNames.RESTARTS)),
        List.copyOf(pods));
  }

  /**
   * The same, with as many members as there are to be, whatever somebody made of its StatefulSet.
   */
  public Group ofSize(int members) {
    return new Group(id, members, begun, restarts, this.members);
  }

  /** What its members are scarce in. */
  public String resource() {
    return members.stream().map(Member::resource).findFirst().orElse("cpu");
  }

  /** What a label says; whoever edited it begins anew. */
  public static long incarnation(Map<String, String> labels) {
    try {
      return Math.max(0, Long.parseLong(labels.getOrDefault(GroupNames.INCARNATION, "0")));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The incarnation that counts: the greatest that anybody knows of, at least 1. */
  public long incarnation() {
    var newest = members.stream().mapToLong(Member::incarnation).max().orElse(0);
    return Math.max(1, Math.max(begun, newest));
  }

  /** The members of the incarnation that counts. */
  public List<Member> current() {
    return members.stream().filter(member -> member.incarnation() == incarnation()).toList();
  }

  /** Whether there was no place for it when it was tried the last time. */
  public boolean isUnplaced() {
    return restarts.unplaced() > 0 && !isWhole();
  }

  /** Whether all its members are ready, none having been there before the others. */
  public boolean isWhole() {
    return current().size() == size && ready() == size;
  }

  /** Members of the incarnation that counts that are ready. */
  public int ready() {
    return (int)
        current().stream().filter(member -> member.standing() == Member.Standing.READY).count();
  }
}
