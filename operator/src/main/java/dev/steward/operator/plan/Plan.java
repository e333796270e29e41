package dev.steward.operator.plan;

import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServingConfig;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * What the operator makes of one service.
 *
 * @param objects every object there should be, in the order in which they are applied
 * @param serving what the gateways are told
 * @param runtime what the pods of the revision asked for are told
 * @param revision the name of the revision asked for
 * @param current that revision; empty while it can't be made for want of facts of the model
 * @param rollout how many pods of which revision
 * @param inspection how far it has come with those facts
 */
public record Plan(
    List<HasMetadata> objects,
    ServingConfig serving,
    RuntimeConfig runtime,
    String revision,
    Optional<Revision> current,
    Rollout rollout,
    Inspection inspection) {

  public Plan {
    objects = List.copyOf(objects);
  }
}
