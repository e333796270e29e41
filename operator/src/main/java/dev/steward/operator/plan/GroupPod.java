package dev.steward.operator.plan;

import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.runtime.StageConfig.TlsFiles;
import dev.steward.core.serving.PeerName;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.GroupNames;
import dev.steward.protocol.config.RuntimeConfigJson;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTermBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one incarnation of one group: the revision's template with what only they have. The
 * names of the variables are those of LeaderWorkerSet, which engines know.
 */
final class GroupPod {

  private static final String VOLUME = "group-tls";
  private static final String FOLDER = "/etc/steward-group-tls";
  private static final int GROUP_READS = 0440;

  private final GroupShape shape;
  private final String revision;
  private final GroupId group;
  private final long incarnation;

  private GroupPod(GroupShape shape, String revision, GroupId group, long incarnation) {
    this.shape = shape;
    this.revision = revision;
    this.group = group;
    this.incarnation = incarnation;
  }

  /** The template of a group's StatefulSet. */
  static PodTemplateSpec of(Revision revision, GroupShape shape, GroupId group, long incarnation) {
    return new GroupPod(shape, revision.name(), group, incarnation).render(revision);
  }

  private PodTemplateSpec render(Revision made) {
    var template = made.template();
    var labels = new TreeMap<>(template.getMetadata().getLabels());
    labels.put(GroupNames.GROUP, group.name());
    labels.put(GroupNames.INCARNATION, String.valueOf(incarnation));
    var annotations = new TreeMap<>(template.getMetadata().getAnnotations());
    made.runtimeConfig()
        .flatMap(this::staged)
        .ifPresent(config ->
            annotations.put(Names.RUNTIME_CONFIG, RuntimeConfigJson.writeForGroup(config)));
    return new PodTemplateSpecBuilder(template)
        .editMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .editSpec()
        .withAffinity(affinity(template.getSpec().getAffinity()))
        .withInitContainers(
            template.getSpec().getInitContainers().stream().map(this::withPlace).toList())
        .withContainers(
            template.getSpec().getContainers().stream()
                .map(this::withPlace)
                .map(GroupPod::withCredentials)
                .toList())
        .addNewVolume()
        .withName(VOLUME)
        .withNewSecret()
        .withSecretName(Names.groupCredentials(group))
        .withDefaultMode(GROUP_READS)
        .endSecret()
        .endVolume()
        .endSpec()
        .build();
  }

  /** What the stages are told, which differ in their place alone. */
  private Optional<RuntimeConfig> staged(RuntimeConfig config) {
    return switch (shape) {
      case GroupShape.Tensor tensor -> Optional.empty();
      case GroupShape.Pipeline(var cut) ->
          Optional.of(
              config.withStage(
                  new StageConfig(
                      0,
                      cut,
                      IntStream.range(0, shape.size())
                          .mapToObj(index -> new Member(host(index), Names.STAGE_PORT))
                          .toList(),
                      group.name() + "." + incarnation,
                      Optional.of(
                          new TlsFiles(
                              FOLDER + "/tls.crt",
                              FOLDER + "/tls.key",
                              FOLDER + "/ca.crt",
                              PeerName.membersOf(group.name(), group.namespace()).dns())))));
    };
  }

  private String host(int index) {
    return "%s.%s.%s.svc"
        .formatted(group.member(index), Names.members(revision), group.namespace());
  }

  /** First, so that later variables and arguments can use them. */
  private Container withPlace(Container container) {
    var environment = new ArrayList<EnvVar>();
    environment.add(RuntimePod.variable("LWS_LEADER_ADDRESS", host(0)));
    environment.add(RuntimePod.variable("LWS_GROUP_SIZE", String.valueOf(shape.size())));
    environment.add(
        new EnvVarBuilder()
            .withName("LWS_WORKER_INDEX")
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("metadata.labels['" + GroupNames.INDEX + "']")
            .endFieldRef()
            .endValueFrom()
            .build());
    environment.addAll(container.getEnv());
    return new ContainerBuilder(container).withEnv(environment).build();
  }

  private static Container withCredentials(Container container) {
    return new ContainerBuilder(container)
        .addToVolumeMounts(RuntimePod.mount(VOLUME, FOLDER).withReadOnly(true).build())
        .addToEnv(RuntimePod.variable("STEWARD_GROUP_TLS", FOLDER))
        .build();
  }

  /**
   * Members near each other, for they talk much; groups apart, so that one node's end isn't two
   * groups'. Wishes alone: a group that can run somewhere does.
   */
  private Affinity affinity(@Nullable Affinity own) {
    return new AffinityBuilder(own == null ? new Affinity() : own)
        .withNewPodAffinity()
        .withPreferredDuringSchedulingIgnoredDuringExecution(
            near("kubernetes.io/hostname", 100), near("topology.kubernetes.io/zone", 50))
        .endPodAffinity()
        .withNewPodAntiAffinity()
        .withPreferredDuringSchedulingIgnoredDuringExecution(List.of(apart()))
        .endPodAntiAffinity()
        .build();
  }

  private WeightedPodAffinityTerm near(String topology, int weight) {
    return new WeightedPodAffinityTermBuilder()
        .withWeight(weight)
        .withNewPodAffinityTerm()
        .withTopologyKey(topology)
        .withNewLabelSelector()
        .withMatchLabels(Map.of(GroupNames.GROUP, group.name()))
        .endLabelSelector()
        .endPodAffinityTerm()
        .build();
  }

  private WeightedPodAffinityTerm apart() {
    return new WeightedPodAffinityTermBuilder()
        .withWeight(50)
        .withNewPodAffinityTerm()
        .withTopologyKey("kubernetes.io/hostname")
        .withNewLabelSelector()
        .withMatchLabels(Map.of(Names.REVISION, revision))
        .withMatchExpressions(
            new LabelSelectorRequirement(GroupNames.GROUP, "NotIn", List.of(group.name())))
        .endLabelSelector()
        .endPodAffinityTerm()
        .build();
  }
}
