package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.observe.Caches;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.scale.ScalingLoop;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Services to scale, as a leader's caches have them. Who doesn't lead has no caches, and so no
 * service to scale.
 */
record CachedServices(Supplier<Optional<Caches>> leading) implements ScalingLoop.Services {

  @Override
  public List<ModelService> all() {
    return leading.get().map(Caches::services).orElse(List.of());
  }

  @Override
  public Optional<ModelService> find(ServiceId id) {
    return leading.get().flatMap(caches -> caches.service(id));
  }

  @Override
  public List<PodFacts> pods(ModelService service) {
    return leading.get().map(caches -> caches.pods(service)).orElse(List.of());
  }
}
