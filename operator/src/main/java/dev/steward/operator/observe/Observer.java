package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.check.Checked;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.group.Group;
import dev.steward.operator.group.GroupDecider;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.Turn;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import dev.steward.operator.plan.ServiceSettings;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Ruling.Presence;
import dev.steward.operator.rotation.Board;
import dev.steward.operator.rotation.Reach;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the caches into an {@link Observed}. */
public final class Observer {

  /** An older service goes before a newer one; the uid decides between those of one second. */
  private static final Comparator<ModelService> AGE =
      Comparator.<ModelService, String>comparing(s -> s.getMetadata().getCreationTimestamp())
          .thenComparing(s -> s.getMetadata().getUid());

  private final Caches caches;
  private final PolicyCaches policies;
  private final PortClaims ports;
  private final Turns turns;
  private final Function<String, List<ScalingDecision>> decisions;
  private final Function<String, Map<String, Arrival>> arrivals;
  private final Supplier<Optional<Board>> rotation;
  private final InstantSource clock;

  /**
   * @param policies over every namespace
   * @param decisions what the autoscaler did lately, by the uid of a service
   * @param arrivals how far its pods are with bringing their model, by the uid of a service
   * @param rotation which gateways run what was written; empty until that was looked at once
   */
  public Observer(
      Caches caches,
      PolicyCaches policies,
      PortClaims ports,
      Turns turns,
      Function<String, List<ScalingDecision>> decisions,
      Function<String, Map<String, Arrival>> arrivals,
      Supplier<Optional<Board>> rotation,
      InstantSource clock) {
    this.caches = caches;
    this.policies = policies;
    this.ports = ports;
    this.turns = turns;
    this.decisions = decisions;
    this.arrivals = arrivals;
    this.rotation = rotation;
    this.clock = clock;
  }

  /** What there is of {@code service}. */
  public Observed observe(ModelService service) {
    var pods = caches.pods(service);
    var owned = caches.owned(service);
    var now = clock.instant();
    var board = rotation.get();
    var reach = board.flatMap(it -> it.reach(service.getMetadata().getUid()));
    return new Observed(
        service,
        ports.claim(service.getMetadata().getUid(), this::writtenPorts),
        hostnameHolder(service),
        owned,
        pods,
        caches.inspections(service),
        turns(owned, pods, now),
        gateways(
            // Until then all is left as it was.
            board.isEmpty() ? caches.barred(service) : reach.map(Reach::barred).orElse(Set.of()),
            reach.map(Reach::unheard).orElse(Set.of())),
        // Thousands of nodes are read only where something depends on them.
        isAutomatic(service)
                || pods.stream().anyMatch(pod -> isUnschedulable(pod))
                || groups(owned, pods).anyMatch(Group::isUnplaced)
            ? caches.nodes()
            : Optional.empty(),
        decisions.apply(service.getMetadata().getUid()),
        arrivals.apply(service.getMetadata().getUid()),
        ruling(service, owned, now),
        reach,
        now);
  }

  private List<GatewayEndpoint> gateways(Set<String> barred, Set<String> unheard) {
    return caches.gateways().stream()
        .map(GatewayPod::endpoint)
        .map(endpoint ->
            switch (endpoint.phase()) {
              case READY, DRAINING -> placed(endpoint, barred, unheard);
              case NOT_READY, GONE, BARRED, UNHEARD -> endpoint;
            })
        .toList();
  }

  private static GatewayEndpoint placed(
      GatewayEndpoint endpoint, Set<String> barred, Set<String> unheard) {
    if (barred.contains(endpoint.address())) {
      return endpoint.in(Phase.BARRED);
    }
    return unheard.contains(endpoint.address()) ? endpoint.in(Phase.UNHEARD) : endpoint;
  }

  private Ruling ruling(ModelService service, List<HasMetadata> owned, Instant now) {
    return Ruling.of(
        service,
        policies.over(service.getMetadata().getNamespace()),
        owned.stream().anyMatch(Observer::isServing) ? Presence.MADE : Presence.UNMADE,
        Optional.ofNullable(service.getStatus())
            .flatMap(status -> PolicyConditions.refusedSince(status.policy())),
        now);
  }

  private static boolean isServing(HasMetadata object) {
    return object instanceof Deployment
        || object instanceof StatefulSet
        || object instanceof ServingConfigResource;
  }

  private static Stream<Group> groups(List<HasMetadata> owned, List<PodFacts> pods) {
    var members = pods.stream().flatMap(pod -> pod.member().stream()).toList();
    return owned.stream()
        .filter(StatefulSet.class::isInstance)
        .map(set -> Group.of((StatefulSet) set, members));
  }

  /** Of the groups that wait for nothing but their turn, whether it is. */
  private Map<GroupId, Turn> turns(List<HasMetadata> owned, List<PodFacts> pods, Instant now) {
    var asked = new HashMap<GroupId, Turn>();
    groups(owned, pods)
        .filter(group -> GroupDecider.asks(group, now))
        .sorted(Comparator.comparing(group -> group.id().name()))
        .forEach(group ->
            asked.put(group.id(), turns.ask(group.resource(), group.id(), now, caches::members)));
    return asked;
  }

  private static boolean isAutomatic(ModelService service) {
    return ServiceSettings.of(service) instanceof Checked.Valid<ServiceSettings>(var settings)
        && settings.isAutomatic();
  }

  private static boolean isUnschedulable(PodFacts pod) {
    return pod.trouble().orElse(null) instanceof PodTrouble.Unschedulable;
  }

  /**
   * Who has the hostname that {@code service} asks for, if it is another one: of those that the
   * gateways know by it the oldest, else of those that ask for it. An older service that asks later
   * takes it from nobody.
   */
  private Optional<ServiceId> hostnameHolder(ModelService service) {
    return Caches.hostname(service)
        .flatMap(hostname ->
            caches
                .withHostname(hostname)
                .min(
                    Comparator.<ModelService, Boolean>comparing(it -> !has(it, hostname))
                        .thenComparing(AGE)))
        .map(ModelService::getMetadata)
        .filter(holder -> !holder.getUid().equals(service.getMetadata().getUid()))
        .map(holder -> new ServiceId(holder.getNamespace(), holder.getName(), holder.getUid()));
  }

  private boolean has(ModelService service, String hostname) {
    return caches
        .servingConfigs(service)
        .map(config -> config.getSpec().hostnames())
        .anyMatch(hostnames -> hostnames != null && hostnames.contains(hostname));
  }

  private Collection<PortClaims.Written> writtenPorts() {
    return caches.servingConfigs().map(Observer::written).collect(Collectors.toList());
  }

  private static PortClaims.Written written(ServingConfigResource config) {
    var spec = config.getSpec();
    return new PortClaims.Written(spec.service().uid(), new GatewayPort(spec.port()));
  }
}
