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
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
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
   * @param pools what was decided of the pools of each revision that has several
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
      Map<String, List<PoolPlan>> pools,
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
    objects.add(PodIngress.policy(metadata, settings.service().name(), plan, staffed));
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
      var shape = revision.shape();
      var pods = new PoolObjects(metadata, revision);
      if (shape.isPresent()) {
        objects.add(leaders(revision));
        objects.addAll(
            new GroupObjects(metadata, sets)
                .list(revision, shape.get(), groups.getOrDefault(name, List.of())));
      } else if (revision.tiers().isEmpty()) {
        objects.addAll(pods.single(rollout.replicas().getOrDefault(name, 0)));
      } else {
        objects.addAll(pods.of(pools.getOrDefault(name, List.of())));
      }
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

  /** Of a group only its leader is listed for the gateways: it answers for it. */
  private HasMetadata leaders(Revision revision) {
    var selector = metadata.labels(revision.name());
    selector.put(GroupNames.INDEX, "0");
    return PoolObjects.listing(metadata.ofRevision(revision.name()), selector, revision);
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
