package dev.steward.operator.plan;

import dev.steward.core.serving.ServiceId;
import dev.steward.operator.group.Group;
import dev.steward.operator.group.GroupDecider;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.group.GroupId;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Decides about the groups of a service that there are to be. */
final class GroupPlanner {

  private final ServiceId service;
  private final SeenGroups seen;
  private final Instant now;

  GroupPlanner(ServiceId service, SeenGroups seen, Instant now) {
    this.service = service;
    this.seen = seen;
    this.now = now;
  }

  /** The groups of one revision, by number: of fewer replicas than there are the last ones go. */
  List<GroupDecision> plan(String revision, GroupShape shape, int replicas) {
    return IntStream.range(0, replicas)
        .mapToObj(number -> new GroupId(service.namespace(), Names.group(revision, number)))
        .map(id -> decide(id, shape))
        .toList();
  }

  private GroupDecision decide(GroupId id, GroupShape shape) {
    var group =
        set(id)
            .map(set -> Group.of(set, seen.members()).ofSize(shape.size()))
            .orElseGet(() -> Group.unmade(id, shape.size(), seen.members()));
    return GroupDecider.decide(group, Optional.ofNullable(seen.turns().get(id)), now);
  }

  private Optional<StatefulSet> set(GroupId id) {
    return seen.sets().stream()
        .filter(set -> set.getMetadata().getName().equals(id.name()))
        .findFirst();
  }
}
