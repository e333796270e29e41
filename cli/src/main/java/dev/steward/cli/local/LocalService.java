package dev.steward.cli.local;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServingConfig;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.util.List;

/**
 * A service as this process serves it.
 *
 * @param serving for the gateway: one revision, which gets every request
 * @param stages for the runtimes, with the model's address on this machine: one of the whole model,
 *     or one for each stage of it
 */
public record LocalService(ServingConfig serving, List<RuntimeConfig> stages) {

  public LocalService {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("nothing computes the model");
    }
  }

  /** Plans a service as the operator would, and finds its model here. */
  public static Checked<LocalService> of(
      ModelService service, PlanSettings settings, VolumeMap volumes) {
    return switch (Planner.plan(withUid(service), settings)) {
      case Checked.Invalid<Plan>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Plan>(var plan) ->
          switch (volumes.locate(plan.runtime())) {
            case Checked.Invalid<RuntimeConfig>(var violation) -> new Checked.Invalid<>(violation);
            case Checked.Valid<RuntimeConfig>(var runtime) ->
                Checked.valid(new LocalService(allToOne(plan), List.of(runtime)));
          };
    };
  }

  /**
   * The same in several stages.
   *
   * @param field where the user asked for it
   * @param count of stages; 1 is the whole model
   * @param cache folder for what is downloaded to be inspected
   */
  public Checked<LocalService> inStages(String field, int count, Path cache)
      throws InterruptedException {
    if (count == 1) {
      return Checked.valid(this);
    }
    return switch (Sharding.stages(runtime(), field, count, LocalServing.places(cache))) {
      case Checked.Invalid<List<RuntimeConfig>>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<List<RuntimeConfig>>(var configs) ->
          Checked.valid(new LocalService(serving, configs));
    };
  }

  /** What its clients see of the runtime: of a sharded model stage 0. */
  public RuntimeConfig runtime() {
    return stages.getFirst();
  }

  /** The name of its one revision. */
  public String revision() {
    return serving.revisions().getFirst().name();
  }

  /** Without an API server nobody gave it a uid; two services of a file must differ in it. */
  private static ModelService withUid(ModelService service) {
    var metadata = service.getMetadata();
    service.setMetadata(
        new ObjectMetaBuilder(metadata)
            .withUid(metadata.getNamespace() + "/" + metadata.getName())
            .build());
    return service;
  }

  /** In a cluster nobody gets requests before a pod is ready; here the runtime already is. */
  private static ServingConfig allToOne(Plan plan) {
    var name = plan.revision();
    return plan.serving().leadingTo(List.of(new ServingConfig.Revision(name, 100, name)));
  }
}
