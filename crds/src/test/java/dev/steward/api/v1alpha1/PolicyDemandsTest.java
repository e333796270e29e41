package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both kinds have one spec. */
class PolicyDemandsTest {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static Map<String, Object> policy(String kind, Map<String, Object> spec) {
    return Map.of(
        "apiVersion",
        "steward.dev/v1alpha1",
        "kind",
        kind,
        "metadata",
        Map.of("name", "eu"),
        "spec",
        spec);
  }

  @Test
  void both_kinds_are_read_and_written_alike() {
    var spec =
        Map.<String, Object>of(
            "enforcement",
            "Deny",
            "requiredAnnotations",
            List.of("owner"),
            "retention",
            Map.of("content", Map.of("max", "P30D"), "purgeSlo", "24h"),
            "audit",
            Map.of("onFailure", "FailOpen"),
            "privacy",
            Map.of("content", "None"));
    var ofCluster =
        SERIALIZATION.convertValue(
            policy("ClusterCompliancePolicy", spec), ClusterCompliancePolicy.class);
    assertThat(ofCluster.getSpec().requiredAnnotations()).containsExactly("owner");
    assertThat(ofCluster.getSpec().retention())
        .isEqualTo(new PolicyDemands.Retention(null, new PolicyDemands.Kept(null, "P30D"), "24h"));
    var own = SERIALIZATION.convertValue(policy("CompliancePolicy", spec), CompliancePolicy.class);
    assertThat(own.getSpec()).isEqualTo(ofCluster.getSpec());
    assertThat(SERIALIZATION.asJson(own))
        .contains("\"audit\":{\"onFailure\":\"FailOpen\"}")
        .doesNotContain("null");
  }
}
