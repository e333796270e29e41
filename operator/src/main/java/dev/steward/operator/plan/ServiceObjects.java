package dev.steward.operator.plan;

import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.api.v1alpha1.ServingConfigSpec;
import dev.steward.core.serving.ServingConfig;
import dev.steward.operator.group.GroupDecision;
import dev.steward.operator.group.GroupNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every object that one service is made of, in the order in which they are applied: what pods need
 * before the pods, what leads requests to them after.
 */
final class ServiceObjects {

  private final ServiceSettings settings;
  private final PlanSettings plan;
  private final OwnedMetadata metadata;

  ServiceObjects(ServiceSettings settings, PlanSettings plan) {
    this.settings = settings;
    this.plan = plan;
    this.metadata = new OwnedMetadata(settings.service());
  }

  /**
   * The objects.
   *
   * @param current the revision asked for, if it can be made already
   * @param history every stored revision
   * @param rollout which revisions have pods
   * @param groups what was decided of the groups of each revision that has such
   * @param sets the StatefulSets there are
   * @param serving what the gateways are told
   * @param vacated since when requests lead to nobody
   * @param gateways who the clients' Service leads to
   */
  List<HasMetadata> list(
      Optional<Revision> current,
      RevisionHistory history,
      Rollout rollout,
      Map<String, List<GroupDecision>> groups,
      Collection<StatefulSet> sets,
      ServingConfig serving,
      Optional<Instant> vacated,
      Collection<GatewayEndpoint> gateways) {
    var objects = new ArrayList<HasMetadata>();
    objects.add(serviceAccount());
    objects.add(PodCredentials.secret(metadata, settings.service()));
    var staffed =
        rollout.replicas().sequencedKeySet().stream()
            .map(name -> history.find(name).or(() -> current).orElseThrow())
            .toList();
    objects.add(
        PodIngress.policy(
            metadata,
            settings.service().name(),
            plan,
            staffed.stream().flatMap(revision -> revision.shape().stream()).toList()));
    current.ifPresent(revision -> objects.add(RevisionHistory.object(revision, metadata)));
    history.kept(rollout.replicas().keySet()).stream()
        .filter(revision -> !isCalled(current, revision.name()))
        .forEach(revision -> objects.add(RevisionHistory.object(revision, metadata)));
    for (var revision : staffed) {
      var name = revision.name();
      plan.devices()
          .flatMap(
              api -> DeviceClaims.template(revision, metadata.ofRevision(revision.name()), api))
          .ifPresent(objects::add);
      objects.add(podService(revision));
      revision
          .shape()
          .ifPresentOrElse(
              shape ->
                  objects.addAll(
                      new GroupObjects(metadata, sets)
                          .list(revision, shape, groups.getOrDefault(name, List.of()))),
              () -> objects.add(deployment(revision, rollout.replicas().getOrDefault(name, 0))));
    }
    objects.add(disruptionBudget());
    objects.add(servingConfig(serving, vacated));
    objects.add(clientService());
    objects.add(
        ClientEndpoints.slice(metadata, settings.service().name(), serving.port(), gateways));
    return objects;
  }

  private static boolean isCalled(Optional<Revision> revision, String name) {
    return revision.filter(it -> it.name().equals(name)).isPresent();
  }

  private HasMetadata serviceAccount() {
    return new ServiceAccountBuilder()
        .withMetadata(metadata.of(settings.service().name()))
        .withAutomountServiceAccountToken(false)
        .build();
  }

  /**
   * Lists a revision's pods for the gateways, with the port at which those that start are asked; of
   * a group only its leader, who answers for it.
   */
  private HasMetadata podService(Revision revision) {
    var selector = metadata.labels(revision.name());
    revision.shape().ifPresent(shape -> selector.put(GroupNames.INDEX, "0"));
    return new ServiceBuilder()
        .withMetadata(metadata.ofRevision(revision.name()))
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(false)
        .withSelector(selector)
        .withPorts(port("http", Names.INFERENCE_PORT), port("admin", Names.ADMIN_PORT))
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int number) {
    return new ServicePortBuilder()
        .withName(name)
        .withProtocol("TCP")
        .withPort(number)
        .withTargetPort(new IntOrString(name))
        .build();
  }

  /** The template of a revision never changes, so the Deployment only keeps its pods in number. */
  private HasMetadata deployment(Revision revision, int replicas) {
    return new DeploymentBuilder()
        .withMetadata(metadata.ofRevision(revision.name()))
        .withNewSpec()
        .withReplicas(replicas)
        .withRevisionHistoryLimit(0)
        .withNewSelector()
        .withMatchLabels(metadata.labels(revision.name()))
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(0))
        .withMaxUnavailable(new IntOrString(1))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(revision.template())
        .endSpec()
        .build();
  }

  /**
   * Drains take one pod at a time, and one that isn't ready never stands in their way. Of groups it
   * is one group at a time: the others of a group that lost a member aren't ready either.
   */
  private HasMetadata disruptionBudget() {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(metadata.of(settings.service().name()))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(metadata.labels())
        .endSelector()
        .endSpec()
        .build();
  }

  private HasMetadata servingConfig(ServingConfig serving, Optional<Instant> vacated) {
    var object = new ServingConfigResource();
    object.setMetadata(
        metadata.elsewhere(plan.stewardNamespace(), Names.servingConfig(settings.service())));
    vacated.ifPresent(
        since -> object.getMetadata().setAnnotations(Map.of(Names.VACATED, since.toString())));
    object.setSpec(ServingConfigSpec.of(serving));
    return object;
  }

  /** The address that clients use: its endpoints are the gateways, so it has no selector. */
  private HasMetadata clientService() {
    return new ServiceBuilder()
        .withMetadata(metadata.of(settings.service().name()))
        .withNewSpec()
        .withPorts(
            new ServicePortBuilder()
                .withName("http")
                .withProtocol("TCP")
                .withPort(80)
                .withTargetPort(new IntOrString(80))
                .build())
        .endSpec()
        .build();
  }
}
