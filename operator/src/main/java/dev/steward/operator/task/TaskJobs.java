package dev.steward.operator.task;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.Isolation;
import dev.steward.core.task.StepReport;
import dev.steward.core.task.TaskConfig;
import dev.steward.core.task.TaskInputs;
import dev.steward.operator.plan.Names;
import dev.steward.operator.plan.PodTracing;
import dev.steward.operator.plan.RestrictedPod;
import dev.steward.protocol.config.StepReportJson;
import dev.steward.protocol.config.TaskConfigJson;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The Jobs of a task. Their pods are allowed by the restricted Pod Security Standard and have no
 * token; they reach the task's volumes, its object store and its service.
 */
final class TaskJobs {

  /** The worker's exit code for what no other try will mend. */
  private static final int REFUSED = 3;

  /** Beyond the deaths of a single item, one that the worker wasn't to blame for. */
  private static final int TRIES_OF_A_SLICE = Isolation.MAX_DEATHS + 1;

  private static final int TRIES = 6;

  /** Who tells of a task. */
  private static final String TELLER = "steward-task";

  private static final List<String> CREDENTIALS =
      List.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_REGION",
          "AWS_ENDPOINT_URL");

  private final Owner owner;
  private final TaskConfig config;
  private final Optional<String> secret;
  private final TaskSettings settings;
  private final Optional<Duration> deadline;
  private final Optional<String> traceparent;

  /** The task that owns the Jobs. */
  record Owner(String namespace, String name, String uid) {}

  /**
   * Jobs of one task.
   *
   * @param secret with the object store's credentials
   * @param deadline of each Job, which holds where no operator is there to hold the task's own
   * @param traceparent of the trace that the task goes on with
   */
  TaskJobs(
      Owner owner,
      TaskConfig config,
      Optional<String> secret,
      TaskSettings settings,
      Optional<Duration> deadline,
      Optional<String> traceparent) {
    this.owner = owner;
    this.config = config;
    this.secret = secret;
    this.settings = settings;
    this.deadline = deadline;
    this.traceparent = traceparent;
  }

  /** Lists, measures and cuts. */
  Job plan() {
    return single(Step.plan);
  }

  /** Puts the answers together. */
  Job collect() {
    return single(Step.collect);
  }

  /**
   * Runs the slices.
   *
   * @param workers at once
   */
  Job run(StepReport.Planned plan, int workers) {
    int slices = plan.slices().count();
    var metadata = metadata(Step.run);
    metadata.setAnnotations(Map.of(TaskNames.PLAN, StepReportJson.write(plan)));
    return new JobBuilder()
        .withMetadata(metadata)
        .withSpec(
            spec(Step.run)
                .withCompletionMode("Indexed")
                .withCompletions(slices)
                .withParallelism(Math.min(slices, workers))
                .withBackoffLimitPerIndex(TRIES_OF_A_SLICE)
                .build())
        .build();
  }

  private Job single(Step step) {
    return new JobBuilder()
        .withMetadata(metadata(step))
        .withSpec(spec(step).withBackoffLimit(TRIES).build())
        .build();
  }

  private JobSpecBuilder spec(Step step) {
    return new JobSpecBuilder()
        .withActiveDeadlineSeconds(deadline.map(Duration::toSeconds).orElse(null))
        .withPodFailurePolicy(failurePolicy())
        .withTemplate(template(step));
  }

  /** A drained node is no failure of the task's; a refusal isn't tried again. */
  private static PodFailurePolicy failurePolicy() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endOnPodCondition()
        .endRule()
        .addNewRule()
        .withAction("FailJob")
        .withNewOnExitCodes()
        .withContainerName(TaskNames.CONTAINER)
        .withOperator("In")
        .withValues(REFUSED)
        .endOnExitCodes()
        .endRule()
        .build();
  }

  private ObjectMeta metadata(Step step) {
    return new ObjectMetaBuilder()
        .withNamespace(owner.namespace())
        .withName(step.job(owner.name()))
        .withLabels(labels(step))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(ApiGroup.API_VERSION)
                .withKind("InferenceTask")
                .withName(owner.name())
                .withUid(owner.uid())
                .withController(true)
                .build())
        .build();
  }

  private Map<String, String> labels(Step step) {
    var labels = new TreeMap<String, String>();
    labels.put(Names.MANAGED_BY, Names.STEWARD);
    labels.put(TaskNames.TASK, owner.name());
    labels.put(TaskNames.STEP, step.name());
    return labels;
  }

  private PodTemplateSpec template(Step step) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels(step))
        .withAnnotations(Map.of(TaskNames.CONFIG, TaskConfigJson.write(config)))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(30L)
        .withSecurityContext(RestrictedPod.pod())
        .withContainers(container(step))
        .withVolumes(volumes())
        .endSpec()
        .build();
  }

  private Container container(Step step) {
    return new ContainerBuilder()
        .withName(TaskNames.CONTAINER)
        .withImage(settings.image())
        .withImagePullPolicy("IfNotPresent")
        .withArgs(step.name())
        .withEnv(environment())
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("256Mi"))
        .addToLimits("memory", new Quantity("768Mi"))
        .addToLimits("ephemeral-storage", new Quantity("12Gi"))
        .endResources()
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(mounts())
        .build();
  }

  private List<EnvVar> environment() {
    var variables = new ArrayList<EnvVar>();
    if (!settings.allowedHosts().isEmpty()) {
      variables.add(
          new EnvVarBuilder()
              .withName("STEWARD_ALLOWED_HOSTS")
              .withValue(String.join(",", settings.allowedHosts()))
              .build());
    }
    secret.ifPresent(name ->
        CREDENTIALS.forEach(key ->
            variables.add(
                new EnvVarBuilder()
                    .withName(key)
                    .withNewValueFrom()
                    .withNewSecretKeyRef(key, name, true)
                    .endValueFrom()
                    .build())));
    settings
        .tracing()
        .ifPresent(told -> {
          variables.addAll(PodTracing.variables(told, TELLER, owner.namespace()));
          traceparent.ifPresent(text ->
              variables.add(new EnvVarBuilder().withName("TRACEPARENT").withValue(text).build()));
        });
    return variables;
  }

  private List<Volume> volumes() {
    var volumes = new ArrayList<Volume>();
    volumes.add(
        new VolumeBuilder()
            .withName("config")
            .withNewDownwardAPI()
            .addNewItem()
            .withPath("task.json")
            .withNewFieldRef()
            .withFieldPath("metadata.annotations['" + TaskNames.CONFIG + "']")
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .build());
    volumes.add(
        new VolumeBuilder()
            .withName("tmp")
            .withNewEmptyDir()
            .withSizeLimit(new Quantity("10Gi"))
            .endEmptyDir()
            .build());
    int number = 0;
    for (var claim : claims()) {
      volumes.add(
          new VolumeBuilder()
              .withName("data-" + number++)
              .withNewPersistentVolumeClaim(claim, false)
              .build());
    }
    return volumes;
  }

  private List<VolumeMount> mounts() {
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(mount("config", "/etc/steward", Access.READ));
    mounts.add(mount("tmp", "/tmp", Access.WRITE));
    int number = 0;
    for (var claim : claims()) {
      var access =
          config.output() instanceof DataPath.Pvc(var output, var _) && output.equals(claim)
              ? Access.WRITE
              : Access.READ;
      mounts.add(mount("data-" + number++, "/mnt/volumes/" + claim, access));
    }
    return mounts;
  }

  private enum Access {
    READ,
    WRITE
  }

  private static VolumeMount mount(String name, String path, Access access) {
    return new VolumeMountBuilder()
        .withName(name)
        .withMountPath(path)
        .withReadOnly(access == Access.READ ? true : null)
        .build();
  }

  /** The claims that inputs and output name, each once. */
  private SortedSet<String> claims() {
    var inputs =
        switch (config.task().inputs()) {
          case TaskInputs.Files(var paths) -> paths.stream();
          case TaskInputs.Lines(var path) -> Stream.of(path);
          case TaskInputs.Inline _ -> Stream.<DataPath>empty();
        };
    var claims = new TreeSet<String>();
    Stream.concat(inputs, Stream.of(config.output()))
        .forEach(path -> {
          if (path instanceof DataPath.Pvc(var claim, var _)) {
            claims.add(claim);
          }
        });
    return claims;
  }
}
