package dev.steward.operator.plan;

import dev.steward.core.model.ModelUri;
import dev.steward.protocol.config.RuntimeConfigJson;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pod of one revision, allowed by the restricted Pod Security Standard: no privilege, a
 * read-only root, no token.
 *
 * <p>Its three probes ask the port that does no inference. The process has started when {@code
 * /livez} answers, and is replaced when that stops; it gets requests from when {@code /readyz}
 * does, which is after the model was loaded and tried. However long a model takes to load, the pod
 * isn't ready meanwhile, and isn't killed.
 */
final class RuntimePod {

  /** A pod that leaves has this long beyond the longest request, to leave rotation first. */
  private static final Duration LEAVING = Duration.ofSeconds(30);

  /** How long a process may take until {@code /livez} answers, in probes of one second. */
  private static final int STARTUP_PROBES = 120;

  private final ServiceSettings settings;
  private final OwnedMetadata metadata;
  private final String revision;

  private RuntimePod(ServiceSettings settings, String revision) {
    this.settings = settings;
    this.metadata = new OwnedMetadata(settings.service());
    this.revision = revision;
  }

  /** A pod that admits gateways alone. */
  static PodTemplateSpec template(ServiceSettings settings, String revision, String image) {
    var template = plainTemplate(settings, revision, image);
    PodCredentials.mount(template.getSpec(), settings.service());
    return template;
  }

  /** As it was before pods had credentials. */
  static PodTemplateSpec plainTemplate(ServiceSettings settings, String revision, String image) {
    return new RuntimePod(settings, revision).template(image);
  }

  private PodTemplateSpec template(String image) {
    var placement = settings.placement();
    var template =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .withLabels(metadata.labels(revision))
            .withAnnotations(annotations())
            .endMetadata()
            .withNewSpec()
            .withServiceAccountName(settings.service().name())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withShareProcessNamespace(endsAtAnyMoment())
            .withTerminationGracePeriodSeconds(settings.timeout().plus(LEAVING).toSeconds())
            .withSecurityContext(RestrictedPod.pod())
            .withContainers(container(image))
            .withVolumes(volumes())
            .withNodeSelector(placement.requiredLabels())
            .withAffinity(placement.affinity().orElse(null))
            .withTolerations(placement.tolerations())
            .withPriorityClassName(placement.priorityClass().orElse(null))
            .withTopologySpreadConstraints(spread())
            .endSpec()
            .build();
    settings.access().mount(template.getSpec());
    settings
        .accelerator()
        .ifPresent(accelerator -> AcceleratedPod.require(accelerator, template, revision));
    if (sharesMemory()) {
      AcceleratedPod.shareMemory(template.getSpec(), settings.resources().memoryLimit());
    }
    return template;
  }

  /**
   * The kernel drops a signal that the first process of a namespace has no handler for, and Java
   * needs a moment until it has some: a pod that was told to end just then would hold its place,
   * and its GPUs, for the whole grace period. In a namespace that the pod's containers share it
   * isn't the first. Images of others may hold that they are.
   */
  private @Nullable Boolean endsAtAnyMoment() {
    return settings.image().isPresent() ? null : true;
  }

  private Map<String, String> annotations() {
    var annotations = new TreeMap<String, String>();
    annotations.put(Names.RUNTIME_CONFIG, RuntimeConfigJson.write(settings.runtime()));
    settings.fixed().ifPresent(fixed -> annotations.put(Names.SIZING, fixed.text()));
    var tiers = settings.placement().tiers();
    if (tiers.size() > 1) {
      annotations.put(Names.TIERS, Tier.text(tiers));
    }
    return annotations;
  }

  /** Whether several GPUs, or the ranks of an engine, hand each other tensors. */
  private boolean sharesMemory() {
    return settings.accelerator().filter(it -> it.number() > 1).isPresent()
        || settings
            .groups()
            .filter(it -> it.sharding() == GroupSettings.Sharding.TENSOR)
            .isPresent();
  }

  private Container container(String image) {
    var resources = settings.resources();
    return new ContainerBuilder()
        .withName(Names.RUNTIME_CONTAINER)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs(settings.arguments())
        .withEnv(environment())
        .withPorts(
            new ContainerPortBuilder()
                .withName("http")
                .withContainerPort(Names.INFERENCE_PORT)
                .withProtocol("TCP")
                .build(),
            new ContainerPortBuilder()
                .withName("admin")
                .withContainerPort(Names.ADMIN_PORT)
                .withProtocol("TCP")
                .build())
        .withNewResources()
        .withRequests(resources.requests())
        .withLimits(resources.limits())
        .endResources()
        .withStartupProbe(probe("/livez", 1, STARTUP_PROBES))
        .withReadinessProbe(probe("/readyz", 1, 3))
        .withLivenessProbe(probe("/livez", 10, 3))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(mounts())
        .build();
  }

  private List<EnvVar> environment() {
    return settings.environment().stream()
        .map(entry -> variable(entry.getKey(), entry.getValue()))
        .toList();
  }

  static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString("admin"))
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(3)
        .withFailureThreshold(failures)
        .build();
  }

  private List<Volume> volumes() {
    var volumes = new ArrayList<Volume>();
    volumes.add(
        new VolumeBuilder()
            .withName("config")
            .withNewDownwardAPI()
            .addNewItem()
            .withPath("runtime.json")
            .withNewFieldRef()
            .withFieldPath("metadata.annotations['" + Names.RUNTIME_CONFIG + "']")
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .build());
    volumes.add(scratch("cache", settings.resources().cache()));
    volumes.add(scratch("tmp", new Quantity("1Gi")));
    switch (settings.runtime().uri()) {
      case ModelUri.Pvc(var claim, var path) ->
          volumes.add(model().withNewPersistentVolumeClaim(claim, true).build());
      case ModelUri.Image image ->
          volumes.add(model().withNewImage(pullPolicy(image), image.reference()).build());
      case ModelUri.LocalFile _,
          ModelUri.Https _,
          ModelUri.Oci _,
          ModelUri.S3 _,
          ModelUri.Hub _ -> {}
    }
    return volumes;
  }

  private static VolumeBuilder model() {
    return new VolumeBuilder().withName("model");
  }

  /** A tag may mean another image by now; what a digest names is the same on every node. */
  private static String pullPolicy(ModelUri.Image image) {
    return image.image().pinned().isPresent() ? "IfNotPresent" : "Always";
  }

  private static Volume scratch(String name, Quantity limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(limit)
        .endEmptyDir()
        .build();
  }

  private List<VolumeMount> mounts() {
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(mount("config", "/etc/steward").withReadOnly(true).build());
    mounts.add(mount("cache", "/var/cache/steward").build());
    mounts.add(mount("tmp", "/tmp").build());
    switch (settings.runtime().uri()) {
      case ModelUri.Pvc(var claim, var path) -> mounts.add(model(claim));
      case ModelUri.Image _ -> mounts.add(model(ModelUri.Image.VOLUME));
      case ModelUri.LocalFile _,
          ModelUri.Https _,
          ModelUri.Oci _,
          ModelUri.S3 _,
          ModelUri.Hub _ -> {}
    }
    return mounts;
  }

  private static VolumeMount model(String folder) {
    return mount("model", "/mnt/volumes/" + folder).withReadOnly(true).build();
  }

  static VolumeMountBuilder mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path);
  }

  /** Replicas on different nodes where that is possible: one node's end isn't the service's. */
  private TopologySpreadConstraint spread() {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(1)
        .withTopologyKey("kubernetes.io/hostname")
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withNewLabelSelector()
        .withMatchLabels(metadata.labels(revision))
        .endLabelSelector()
        .build();
  }
}
