package dev.steward.operator.plan;

import dev.steward.core.serving.Protocol;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pods of one revision: what keeps them in number, and what lists them for the gateways. */
final class PoolObjects {

  private final OwnedMetadata metadata;
  private final Revision revision;

  PoolObjects(OwnedMetadata metadata, Revision revision) {
    this.metadata = metadata;
    this.revision = revision;
  }

  /** The one pool of a revision that says nothing of tiers. */
  List<HasMetadata> single(int replicas) {
    var object = metadata.ofRevision(revision.name());
    var labels = metadata.labels(revision.name());
    return List.of(
        listing(object, labels, revision),
        deployment(object, labels, replicas, revision.template()));
  }

  /** A pool for each tier. */
  List<HasMetadata> of(List<PoolPlan> pools) {
    return pools.stream().flatMap(this::tier).toList();
  }

  private Stream<HasMetadata> tier(PoolPlan pool) {
    var labels = metadata.labels(revision.name(), pool.tier());
    var deployed = metadata.ofPool(revision.name(), pool.tier());
    pool.full().ifPresent(full -> deployed.setAnnotations(Map.of(Names.FULL, full.text())));
    return Stream.of(
        listing(metadata.ofPool(revision.name(), pool.tier()), labels, revision),
        deployment(deployed, labels, pool.replicas(), template(pool.tier())));
  }

  private PodTemplateSpec template(Tier tier) {
    return new PodTemplateSpecBuilder(revision.template())
        .editMetadata()
        .addToLabels(Names.TIER, tier.text())
        .endMetadata()
        .editSpec()
        .addToNodeSelector(Names.TIER, tier.text())
        .endSpec()
        .build();
  }

  /** Lists pods for the gateways, with the port at which those that start are asked. */
  static HasMetadata listing(ObjectMeta object, Map<String, String> selector, Revision revision) {
    var ports = new ArrayList<ServicePort>();
    ports.add(port("http", Names.INFERENCE_PORT));
    if (revision.protocols().contains(Protocol.GRPC)) {
      ports.add(port(GrpcPort.NAME, GrpcPort.NUMBER));
    }
    ports.add(port("admin", Names.ADMIN_PORT));
    return new ServiceBuilder()
        .withMetadata(object)
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(false)
        .withSelector(selector)
        .withPorts(ports)
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
  private static HasMetadata deployment(
      ObjectMeta object, Map<String, String> selector, int replicas, PodTemplateSpec template) {
    return new DeploymentBuilder()
        .withMetadata(object)
        .withNewSpec()
        .withReplicas(replicas)
        .withRevisionHistoryLimit(0)
        .withNewSelector()
        .withMatchLabels(selector)
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(0))
        .withMaxUnavailable(new IntOrString(1))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(template)
        .endSpec()
        .build();
  }
}
