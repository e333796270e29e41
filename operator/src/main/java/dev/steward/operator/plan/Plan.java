package dev.steward.operator.plan;

import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServingConfig;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What the operator makes of one service.
 *
 * @param objects every object there should be, in the order in which they are applied
 * @param serving what the gateways are told
 * @param runtime what the pods of the revision asked for are told
 * @param current the revision asked for
 * @param rollout how many pods of which revision
 */
public record Plan(
    List<HasMetadata> objects,
    ServingConfig serving,
    RuntimeConfig runtime,
    Revision current,
    Rollout rollout) {

  public Plan {
    objects = List.copyOf(objects);
  }
}
