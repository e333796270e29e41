package dev.steward.cli.local;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.check.Checked;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.serving.ServingConfig;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.plan.ServiceSettings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.util.List;

/**
 * A service as this process serves it.
 *
 * @param serving for the gateway: one revision, which gets every request
 * @param stages for the runtimes, with the model's address on this machine: one of the whole model,
 *     or one for each stage of it
 * @param asked how many stages the service itself asks for; 1 is the whole model
 */
public record LocalService(ServingConfig serving, List<RuntimeConfig> stages, int asked) {

  private static final String SIZE = "spec.sharding.size";

  public LocalService {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("nothing computes the model");
    }
  }

  /** Plans a service as the operator would, and finds its model here. */
  public static Checked<LocalService> of(
      ModelService service, PlanSettings settings, VolumeMap volumes) {
    return switch (stages(service)) {
      case Checked.Invalid<Integer>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Integer>(var asked) -> planned(service, settings, volumes, asked);
    };
  }

  private static Checked<LocalService> planned(
      ModelService service, PlanSettings settings, VolumeMap volumes, int asked) {
    return switch (Planner.plan(withUid(service), settings)) {
      case Checked.Invalid<Plan>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Plan>(var plan) ->
          switch (volumes.locate(plan.runtime())) {
            case Checked.Invalid<RuntimeConfig>(var violation) -> new Checked.Invalid<>(violation);
            case Checked.Valid<RuntimeConfig>(var runtime) ->
                Checked.valid(new LocalService(allToOne(plan), List.of(runtime), asked));
          };
    };
  }

  /** How many stages a service asks for. */
  private static Checked<Integer> stages(ModelService service) {
    return switch (ServiceSettings.of(service)) {
      case Checked.Invalid<ServiceSettings>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<ServiceSettings>(var read) ->
          read.groups()
              .map(groups ->
                  switch (groups.sharding()) {
                    case PIPELINE -> Checked.valid(groups.size());
                    case TENSOR ->
                        Checked.<Integer>invalid(
                            "spec.sharding.strategy",
                            "Tensor is for an engine of yours in the pods of a cluster, which this process isn't",
                            "use strategy: Pipeline here, or None");
                  })
              .orElseGet(() -> Checked.valid(1));
    };
  }

  /** The same in as many stages as the service itself asks for. */
  public Checked<LocalService> inStagesAsked(Path cache) throws InterruptedException {
    return inStages(SIZE, asked, cache);
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
    if (runtime().repository().isPresent()) {
      return Checked.invalid(
          field,
          "the models of a repository aren't cut into stages",
          "leave it out, or serve one model");
    }
    return switch (Sharding.stages(runtime(), field, count, LocalServing.places(cache))) {
      case Checked.Invalid<List<RuntimeConfig>>(var violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<List<RuntimeConfig>>(var configs) ->
          Checked.valid(new LocalService(serving, configs, count));
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
