package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ExternalMetric;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Kubernetes' own autoscaler, where it is to scale a service and where it isn't. */
@ExtendWith(SharedWorld.class)
@ResourceLock(ExternalMetric.API)
@Order(2)
class OtherAutoscalerE2E {
  private static final String SCALED = "scaled-by-another";

  private final Tenant tenant;

  OtherAutoscalerE2E(World world) {
    tenant = world.tenant();
  }

  @AfterEach
  void remove() {
    tenant.remove(SCALED);
  }

  private static String scaled(String scaling) {
    return Services.quick(SCALED) + "  scaling: " + scaling + "\n";
  }

  private void applyHpa() {
    tenant.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: %1$s}
        spec:
          scaleTargetRef: {apiVersion: steward.dev/v1alpha1, kind: ModelService, name: %1$s}
          minReplicas: 1
          maxReplicas: 4
          metrics:
            - type: External
              external:
                metric: {name: %2$s}
                target: {type: AverageValue, averageValue: "10"}
        """
            .formatted(SCALED, ExternalMetric.NAME));
  }

  private int replicas() {
    return tenant.service(SCALED).json().at("/spec/scaling/replicas").asInt();
  }

  @Test
  void a_horizontal_pod_autoscaler_scales_a_service_that_is_left_to_it() {
    tenant.apply(scaled("{mode: External, replicas: 1}"));
    var _ = tenant.awaitReady(SCALED);
    try (var _ = ExternalMetric.serve(tenant, 25)) {
      applyHpa();
      var _ =
          Await.until(
              "25 visitors at 10 a pod need 3",
              Await.PATIENTLY,
              () -> tenant.service(SCALED),
              service -> service.json().at("/status/ready").asText().equals("3/3"));
      assertThat(tenant.service(SCALED).condition("ScalingActive")).isEmpty();
    } finally {
      tenant.kubectl("delete", "hpa", SCALED, "--ignore-not-found");
    }
  }

  @Test
  void beside_another_autoscaler_steward_leaves_the_number_alone_and_says_so() {
    tenant.apply(scaled("{replicas: 1, stableWindow: 10s, panicWindow: 2s}"));
    var _ = tenant.awaitReady(SCALED);
    assertThat(tenant.service(SCALED).condition("ScalingActive").orElseThrow().isTrue()).isTrue();
    try (var _ = ExternalMetric.serve(tenant, 15)) {
      applyHpa();
      var _ =
          Await.until(
              "it says that there are two owners",
              Await.PATIENTLY,
              () -> tenant.service(SCALED).condition("ScalingActive").orElseThrow(),
              condition -> condition.reason().equals("TwoOwners"));
      // Steward's own would have asked for one again within a stable window.
      var _ =
          Await.until(
              "both pods are ready",
              Await.PATIENTLY,
              () -> tenant.service(SCALED),
              service -> service.json().at("/status/ready").asText().equals("2/2"));
      assertThat(replicas()).isEqualTo(2);
      assertThat(tenant.kubectl("describe", "msvc", SCALED)).contains("use mode: External");
    } finally {
      tenant.kubectl("delete", "hpa", SCALED, "--ignore-not-found");
    }
  }
}
