package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.ServingConfigResource;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** One policy, many services; {@code -Dservices=1000} for as many. */
@Order(1)
class PolicyWaveIT {

  private static final int SERVICES = Integer.getInteger("services", 60);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private long told(String digest) {
    return world
        .client
        .resources(ServingConfigResource.class)
        .inNamespace(world.home)
        .list()
        .getItems()
        .stream()
        .map(config -> Optional.ofNullable(config.getSpec().policy()))
        .filter(policy -> policy.filter(it -> !it.digest().equals(digest)).isPresent())
        .count();
  }

  private void govern(String annotation) {
    var policy =
        world
            .client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: steward.dev/v1alpha1
                kind: CompliancePolicy
                metadata: {name: own}
                spec: {enforcement: Audit, requiredAnnotations: [%s]}
                """
                    .formatted(annotation),
                CompliancePolicy.class);
    policy.getMetadata().setNamespace(world.tenant);
    var _ = world.client.resource(policy).forceConflicts().serverSideApply();
  }

  @Test
  void every_service_under_an_edited_policy_is_told_anew_and_no_deployment_is_changed() {
    var _ = world.leadingOperator("a");
    IntStream.range(0, SERVICES)
        .parallel()
        .forEach(number -> {
          var _ =
              world.apply(
                  """
                  apiVersion: steward.dev/v1alpha1
                  kind: ModelService
                  metadata: {name: s%d}
                  spec: {model: {uri: 'pvc://models/m'}, scaling: {mode: Fixed, replicas: 0}}
                  """
                      .formatted(number));
        });
    World.await(
        "all are made",
        PATIENCE,
        () ->
            world
                    .client
                    .resources(ServingConfigResource.class)
                    .inNamespace(world.home)
                    .list()
                    .getItems()
                    .size()
                == SERVICES);
    var before = deployments();
    govern("first");
    World.await("all are told", PATIENCE, () -> told("") == SERVICES);
    var digest =
        Optional.ofNullable(world.servingConfig("s0").orElseThrow().getSpec().policy())
            .orElseThrow()
            .digest();
    govern("second");
    World.await("all are told anew", PATIENCE, () -> told(digest) == SERVICES);
    assertThat(deployments()).isEqualTo(before);
  }

  private Object deployments() {
    return world.client.apps().deployments().inNamespace(world.tenant).list().getItems().stream()
        .map(deployment -> deployment.getMetadata().getName() + deployment.getSpec())
        .sorted()
        .toList();
  }
}
