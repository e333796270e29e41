package dev.steward.operator.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies for tests, as their owners would write them. */
public final class PolicyFiles {

  private static final YAMLMapper YAML = new YAMLMapper();

  private PolicyFiles() {}

  /** A policy of the platform with that spec, in YAML's flow style. */
  public static StoredPolicy ofCluster(String name, String spec) {
    return StoredPolicy.of(
        read(ClusterCompliancePolicy.class, "metadata: {name: " + name + "}", spec));
  }

  /** A policy of the namespace {@code team}. */
  public static StoredPolicy ofTeam(String name, String spec) {
    return StoredPolicy.of(
        read(CompliancePolicy.class, "metadata: {namespace: team, name: " + name + "}", spec));
  }

  /** All of them over a namespace without labels. */
  public static Governance over(StoredPolicy... policies) {
    return new Governance(Map.of(), List.of(policies), Optional.empty());
  }

  private static <T> T read(Class<T> kind, String metadata, String spec) {
    try {
      return YAML.readValue(
          "apiVersion: steward.dev/v1alpha1\nkind: %s\n%s\nspec: %s\n"
              .formatted(kind.getSimpleName(), metadata, spec),
          kind);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(spec, e);
    }
  }
}
