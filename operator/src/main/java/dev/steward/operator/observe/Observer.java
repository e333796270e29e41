package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the caches into an {@link Observed}. */
public final class Observer {

  /** An older service goes before a newer one; the uid decides between those of one second. */
  private static final Comparator<ModelService> AGE =
      Comparator.<ModelService, String>comparing(s -> s.getMetadata().getCreationTimestamp())
          .thenComparing(s -> s.getMetadata().getUid());

  private final Caches caches;
  private final PortClaims ports;
  private final Function<String, List<ScalingDecision>> decisions;
  private final InstantSource clock;

  /**
   * @param decisions what the autoscaler did lately, by the uid of a service
   */
  public Observer(
      Caches caches,
      PortClaims ports,
      Function<String, List<ScalingDecision>> decisions,
      InstantSource clock) {
    this.caches = caches;
    this.ports = ports;
    this.decisions = decisions;
    this.clock = clock;
  }

  /** What there is of {@code service}. */
  public Observed observe(ModelService service) {
    var pods = caches.pods(service);
    return new Observed(
        service,
        ports.claim(service.getMetadata().getUid(), this::writtenPorts),
        hostnameHolder(service),
        caches.owned(service),
        pods,
        caches.inspections(service),
        caches.gateways(),
        // Thousands of nodes are read only where a message needs them.
        pods.stream().anyMatch(pod -> isUnschedulable(pod)) ? caches.nodes() : Optional.empty(),
        decisions.apply(service.getMetadata().getUid()),
        clock.instant());
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
