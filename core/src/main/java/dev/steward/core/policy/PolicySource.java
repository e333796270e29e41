package dev.steward.core.policy;

import java.util.Comparator;

/** Who states a demand. */
public sealed interface PolicySource {

  /** A policy of the platform. */
  record OfCluster(String name) implements PolicySource {}

  /** A policy of a namespace. */
  record OfNamespace(String namespace, String name) implements PolicySource {}

  /** A service, of itself. */
  record OfService(String namespace, String name) implements PolicySource {}

  /** A task, of itself. */
  record OfTask(String namespace, String name) implements PolicySource {}

  /** Platform first, services last, by name: as their words sort. */
  Comparator<PolicySource> ORDER = Comparator.comparing(PolicySource::text);

  /** As a user knows it: {@code ClusterCompliancePolicy eu-baseline}. */
  default String text() {
    return switch (this) {
      case OfCluster(var name) -> "ClusterCompliancePolicy " + name;
      case OfNamespace(var namespace, var name) -> "CompliancePolicy " + path(namespace, name);
      case OfService(var namespace, var name) -> "ModelService " + path(namespace, name);
      case OfTask(var namespace, var name) -> "InferenceTask " + path(namespace, name);
    };
  }

  /** A file may leave the namespace open. */
  private static String path(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
