package dev.steward.operator.status;

import dev.steward.api.v1alpha1.ModelServiceStatus.GroupFailure;
import dev.steward.api.v1alpha1.ModelServiceStatus.GroupStatus;
import dev.steward.operator.group.GroupDecision;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the groups of the revision asked for: of many those first that aren't whole. */
final class GroupStatuses {

  private static final int SHOWN = 32;

  private GroupStatuses() {}

  static @Nullable List<GroupStatus> of(Situation situation) {
    return situation
        .currentGroups()
        .filter(groups -> !groups.isEmpty())
        .map(groups ->
            groups.stream()
                .sorted(Comparator.comparing(group -> group.group().isWhole()))
                .limit(SHOWN)
                .sorted(Comparator.comparingInt(group -> group.group().id().number()))
                .map(GroupStatuses::told)
                .toList())
        .orElse(null);
  }

  private static GroupStatus told(GroupDecision group) {
    return new GroupStatus(
        group.group().id().name(),
        group.group().ready() + "/" + group.group().size(),
        group.restarts().total(),
        group
            .restarts()
            .last()
            .map(failure ->
                new GroupFailure(
                    failure.kind().name(),
                    failure.message(),
                    failure.at().truncatedTo(ChronoUnit.SECONDS).toString()))
            .orElse(null));
  }
}
