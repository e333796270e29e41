package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs of gateways that were scaled away, on a real API server. */
class AdoptionIT {

  private static final Map<String, String> GATEWAYS =
      Map.of("app.kubernetes.io/name", "steward", "app.kubernetes.io/component", "gateway");

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private StatefulSet gateways(int replicas) {
    var set =
        Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: steward-gateway}
            spec:
              serviceName: steward-gateway
              template:
                spec:
                  containers:
                  - name: gateway
                    image: steward/gateway:1
                    volumeMounts: [{name: data, mountPath: /var/lib/steward}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
            """,
            StatefulSet.class);
    return new StatefulSetBuilder(set)
        .editMetadata()
        .withNamespace(world.home)
        .withLabels(GATEWAYS)
        .endMetadata()
        .editSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .withMatchLabels(GATEWAYS)
        .endSelector()
        .editTemplate()
        .withNewMetadata()
        .withLabels(GATEWAYS)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private void claim(String gateway) {
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withNamespace(world.home)
            .withName("data-" + gateway)
            .withLabels(GATEWAYS)
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .withRequests(Map.of("storage", new Quantity("1Mi")))
            .endResources()
            .endSpec()
            .build();
    var _ = world.client.resource(claim).create();
  }

  private List<Job> jobs() {
    return world.client.batch().v1().jobs().inNamespace(world.home).list().getItems().stream()
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  @Test
  void a_claim_that_was_left_behind_gets_a_job_until_its_gateway_is_back() {
    var _ = world.client.resource(gateways(2)).create();
    claim("steward-gateway-0");
    claim("steward-gateway-2");
    var witness =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(world.home)
            .withName(Names.AUDIT_WITNESS)
            .endMetadata()
            .withData(Map.of("steward-gateway-2", "example.com/steward-gateway-2\n17\nAAAA\n\n"))
            .build();
    var _ = world.client.resource(witness).create();
    var operator = world.leadingOperator("a");
    World.await("a Job", () -> jobs().size() == 1);
    assertThat(jobs().getFirst().getMetadata().getName()).startsWith("steward-gateway-2-adopt-");
    World.await(
        "it is counted",
        () -> operator.meters().get("steward.operator.audit.departed").gauge().value() == 1);
    World.await(
        "it is told",
        () ->
            world.client.events().v1().events().inNamespace(world.home).list().getItems().stream()
                .anyMatch(event ->
                    event.getReason().equals("EvidenceLogDeparted")
                        && event.getRegarding().getName().equals("data-steward-gateway-2")));
    var _ =
        world
            .client
            .apps()
            .statefulSets()
            .inNamespace(world.home)
            .withName("steward-gateway")
            .scale(3);
    World.await("the Job is gone", () -> jobs().isEmpty());
  }
}
