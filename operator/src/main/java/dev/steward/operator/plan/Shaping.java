package dev.steward.operator.plan;

import dev.steward.core.check.Violation;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlanner;
import java.util.Optional;

/** Whether a revision can be made, and how its groups then are made up. */
sealed interface Shaping {

  /** It can; {@code shape} is empty where each of its pods is a replica. */
  record Done(Optional<GroupShape> shape) implements Shaping {}

  /** It can't before the facts of its model are known. */
  record Awaiting() implements Shaping {}

  /** It can't with this spec and this model. */
  record Impossible(Violation reason) implements Shaping {}

  /**
   * What comes of a service's settings.
   *
   * @param facts of its model, as far as they are known
   */
  static Shaping of(ServiceSettings service, Optional<ModelFacts> facts) {
    if (service.needsFacts() && facts.isEmpty()) {
      return new Awaiting();
    }
    return service
        .groups()
        .map(groups ->
            switch (groups.sharding()) {
              case TENSOR -> new Done(Optional.of(new GroupShape.Tensor(groups.size())));
              case PIPELINE ->
                  stages(
                      groups.size(),
                      facts.orElseThrow(),
                      service.fixed().map(fixed -> fixed.sized().room()));
            })
        .orElseGet(() -> new Done(Optional.empty()));
  }

  private static Shaping stages(int size, ModelFacts facts, Optional<Bytes> room) {
    return switch (StagePlanner.plan("spec.sharding.size", facts.layers(), size, room)) {
      case StagePlan.Possible(var cut, var loads) ->
          new Done(Optional.of(new GroupShape.Pipeline(cut)));
      case StagePlan.Impossible(var reason) -> new Impossible(reason);
    };
  }

  /** Why it can't, if it can't. */
  default Optional<Violation> obstacle() {
    return switch (this) {
      case Done done -> Optional.empty();
      case Awaiting awaiting -> Optional.empty();
      case Impossible(var reason) -> Optional.of(reason);
    };
  }
}
