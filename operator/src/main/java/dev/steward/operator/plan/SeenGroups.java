package dev.steward.operator.plan;

import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Turn;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What there is of a service's groups.
 *
 * @param sets their StatefulSets
 * @param members their pods
 * @param turns of those that wait for their turn, whether it is
 */
public record SeenGroups(
    Collection<StatefulSet> sets, Collection<Member> members, Map<GroupId, Turn> turns) {

  public static final SeenGroups NONE = new SeenGroups(List.of(), List.of(), Map.of());

  public SeenGroups {
    sets = List.copyOf(sets);
    members = List.copyOf(members);
    turns = Map.copyOf(turns);
  }
}
