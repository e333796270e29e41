package dev.steward.operator.policy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects as somebody would write them, whose names and parts matter to the rules. */
final class Manifests {

  /** What a service states of itself. */
  static final String STATED =
      "compliance: {purpose: search, legalBasis: Contract, dataClass: Internal}";

  static final String DIGEST = "'sha256:%s'".formatted("0".repeat(64));

  /** A spec that breaks no rule of {@link GovernedNamespace}. */
  static final String GOOD =
      "{model: {uri: 'pvc://models/m', digest: %s}, %s}".formatted(DIGEST, STATED);

  /** The labels of what the operator owns. */
  static final String OWNED = "app.kubernetes.io/managed-by: steward, steward.dev/service: s";

  /** A change that means nothing, as a merge patch. */
  static final String TOUCH = "{\"metadata\":{\"annotations\":{\"touched\":\"yes\"}}}";

  private Manifests() {}

  static String service(String name, String annotations, String spec) {
    return "{apiVersion: steward.dev/v1alpha1, kind: ModelService, metadata: {name: %s, annotations: %s}, spec: %s}"
        .formatted(name, annotations, spec);
  }

  /** Annotations of one who says who writes. */
  static String signedBy(String user) {
    return "{owner: me, compliance.steward.dev/last-modified-by: '%s'}".formatted(user);
  }

  static String secret(String name, String labels) {
    return "{apiVersion: v1, kind: Secret, metadata: {name: %s, labels: {%s}}}"
        .formatted(name, labels);
  }

  static String podSpec(String image) {
    return "{restartPolicy: Always, containers: [{name: c, image: %s}]}".formatted(image);
  }

  static String pod(String name, String image, String labels) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {%s}}, spec: %s}"
        .formatted(name, labels, podSpec(image));
  }

  static String workload(String kind, String name, String image, String labels) {
    return "{apiVersion: apps/v1, kind: %s, metadata: {name: %s, labels: {%s}}, spec: {%sselector: {matchLabels: {%s}}, template: {metadata: {labels: {%s}}, spec: %s}}}"
        .formatted(
            kind,
            name,
            labels,
            kind.equals("StatefulSet") ? "serviceName: x, " : "",
            labels,
            labels,
            podSpec(image));
  }

  static String networkPolicy(String name, String labels) {
    return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: %s, labels: {%s}}, spec: {podSelector: {}}}"
        .formatted(name, labels);
  }

  /** Some addresses, of the Service of that name. */
  static String slice(String service, int addresses) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: '%s-%d', labels: {kubernetes.io/service-name: '%s'}}, addressType: IPv4, ports: [{port: 80}], endpoints: [%s]}"
        .formatted(
            service,
            addresses,
            service,
            IntStream.range(0, addresses)
                .mapToObj(i -> "{addresses: [10.9.%d.%d]}".formatted(i / 250, 1 + i % 250))
                .collect(Collectors.joining(", ")));
  }
}
