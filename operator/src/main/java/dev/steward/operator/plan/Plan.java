package dev.steward.operator.plan;

import dev.steward.core.check.Violation;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.shard.StageLines;
import dev.steward.core.size.Sizing;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.group.PodAction;
import dev.steward.operator.plan.GroupShape.Pipeline;
import dev.steward.operator.policy.Restraint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the operator makes of one service.
 *
 * @param service what was planned, with what it leaves open fixed if it could be
 * @param objects every object there should be, in the order in which they are applied
 * @param serving what the gateways are told
 * @param runtime what the pods of the revision asked for are told
 * @param revision the name of the revision asked for
 * @param current that revision; empty while it can't be made for want of facts of the model
 * @param rollout how many pods of which revision
 * @param inspection how far it has come with those facts
 * @param sizing what came of what the service leaves open, if it does and it could be looked at
 * @param obstacle why that revision can't be made whatever becomes of those facts, if it can't
 * @param groups what was decided of the groups of each revision that has such
 * @param pools what was decided of the pools of each revision that has several
 * @param restraint what may be done for the service
 * @param asked replicas that its spec asks for
 * @param notice what its owner should know though it serves; empty: nothing
 * @param podMarks what the pods of each revision bear of policies
 */
public record Plan(
    ServiceSettings service,
    List<HasMetadata> objects,
    ServingConfig serving,
    RuntimeConfig runtime,
    String revision,
    Optional<Revision> current,
    Rollout rollout,
    Inspection inspection,
    Optional<Sizing> sizing,
    Optional<Violation> obstacle,
    Map<String, List<GroupDecision>> groups,
    Map<String, List<PoolPlan>> pools,
    Restraint restraint,
    int asked,
    Optional<String> notice,
    Map<String, Map<String, String>> podMarks) {

  public Plan {
    objects = List.copyOf(objects);
    groups = Map.copyOf(groups);
    pools = Map.copyOf(pools);
    podMarks = Map.copyOf(podMarks);
  }

  /** Whether less is done than the spec asks for, because it breaks a policy. */
  public boolean isWithheld() {
    return restraint != Restraint.NONE && (current.isEmpty() || service.replicas() < asked);
  }

  /** What the pods of a revision bear of policies. */
  public Map<String, String> podMarks(String ofRevision) {
    return podMarks.getOrDefault(ofRevision, Map.of());
  }

  /** How the shape of its pods was found, line by line; none where the spec says all of it. */
  public List<String> arithmetic() {
    return Stream.concat(sizing.stream().flatMap(found -> found.arithmetic().stream()), stages())
        .limit(Sizing.MAX_LINES)
        .toList();
  }

  private Stream<String> stages() {
    return inspection.known().stream()
        .flatMap(facts ->
            current
                .flatMap(Revision::shape)
                .filter(Pipeline.class::isInstance)
                .map(Pipeline.class::cast)
                .stream()
                .flatMap(pipeline -> StageLines.of(pipeline.cut(), facts.layers()).stream()));
  }

  /** What is to be done to pods, once the objects are as planned. */
  public List<PodAction> podActions() {
    return allGroups().flatMap(group -> group.actions().stream()).toList();
  }

  /** When a group is to be looked at again though nothing may have changed. */
  public Optional<Duration> lookAgain() {
    return allGroups().flatMap(group -> group.lookAgain().stream()).min(Duration::compareTo);
  }

  private Stream<GroupDecision> allGroups() {
    return groups.values().stream().flatMap(List::stream);
  }
}
