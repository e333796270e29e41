package dev.steward.operator.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Policies and objects of which some go together and some don't. */
final class Worlds {

  private static final List<String> PATTERNS =
      List.of(
          "pvc://models/*",
          "pvc://models/a",
          "https://h.example/a/*",
          "oci://r.example/a/*",
          "s3://models/a/*",
          "hf://org/*",
          "r.example/a:*",
          "r.example/*");
  private static final List<String> FORMS =
      List.of("*@acme.example", "ci@*", "https://g/*/r.yml@v*", "a.b+(*", "\\E*\\Qc", "x$*^|");
  private static final List<String> NAMES =
      List.of(
          "ci@acme.example",
          "me@acmeXexample",
          "https://g/o/r.yml@v1",
          "a.b+(c",
          "\\Ex\\Qc",
          "x$y^|");
  private static final List<String> ADDRESSES =
      List.of(
          "pvc://models/a",
          "pvc://models/b",
          "pvc://other/a",
          "https://h.example/a/m.onnx",
          "https://h.example/a/../m.onnx",
          "https://h.example/a/%2e/m.onnx",
          "oci://r.example/a/m:1",
          "oci://r.example/b/m:1",
          "s3://models/a/m",
          "s3://models/a/../m",
          "hf://org/name",
          "hf://org/%2e%2e/other/name");
  private static final List<String> IMAGES = List.of("r.example/a:1", "r.example/b", "nginx");

  private Worlds() {}

  /** A field that is there, or isn't. */
  private record Field(String name, Arbitrary<?> value, double likelihood) {}

  private static Field field(String name, Arbitrary<?> value) {
    return new Field(name, value, 0.7);
  }

  /** A field without which more happens. */
  private static Field rarely(String name, Arbitrary<?> value) {
    return new Field(name, value, 0.25);
  }

  private static Arbitrary<Map<String, Object>> some(Field... fields) {
    Arbitrary<Map<String, Object>> all = Arbitraries.just(Map.of());
    for (var field : fields) {
      all =
          Combinators.combine(all, field.value().optional(field.likelihood()))
              .as((map, value) -> {
                var more = new HashMap<>(map);
                value.ifPresent(present -> more.put(field.name(), present));
                return more;
              });
    }
    return all;
  }

  private static <T> Arbitrary<List<T>> list(Arbitrary<T> items) {
    return items.list().uniqueElements().ofMinSize(1).ofMaxSize(3);
  }

  /** A spec of a ClusterCompliancePolicy, but for its enforcement. */
  static Arbitrary<Map<String, Object>> policySpecs() {
    var truth = Arbitraries.of(true, false);
    return some(
        field("namespaceSelector", selectors()),
        rarely("serviceSelector", selectors()),
        field(
            "requiredAnnotations",
            list(
                Arbitraries.of(
                    "owner",
                    "ticket",
                    "compliance.steward.dev/change-reason",
                    "compliance.steward.dev/last-modified-by"))),
        field(
            "provenance",
            some(
                field("digest", truth),
                field("signature", truth),
                rarely("allowedSigners", list(signers())),
                field("allowedSources", list(Arbitraries.of(PATTERNS))))),
        field(
            "runtime",
            some(field("denyExec", truth), field("allowedImages", list(Arbitraries.of(PATTERNS))))),
        field(
            "declarations",
            some(field("purpose", truth), field("legalBasis", truth), field("dataClass", truth))),
        field("retention", retentions()),
        field("audit", audits()),
        field("privacy", privacies()));
  }

  /** Who signs models, in fields that services and policies have alike. */
  static Arbitrary<Map<String, Object>> signers() {
    var key = "-----BEGIN PUBLIC KEY-----";
    var authority = "-----BEGIN CERTIFICATE-----";
    var root = "application/vnd.dev.sigstore.trustedroot";
    var issuers = Arbitraries.of("https://issuer.example", "https://other.example");
    return Arbitraries.oneOf(
        Arbitraries.of(key, key + "\n", key + "x").map(it -> Map.of("publicKey", it)),
        Combinators.combine(
                Arbitraries.of(authority, "\n" + authority),
                Arbitraries.of("ci@acme.example", "me"))
            .as((it, name) -> Map.of("certificateAuthority", it, "identity", name)),
        Combinators.combine(
                Arbitraries.of(root, root + " \n", root + "x"), issuers, Arbitraries.of(NAMES))
            .as((it, issuer, name) ->
                Map.of("trustedRoot", it, "issuer", issuer, "identity", name)),
        Combinators.combine(Arbitraries.of(root, root + "\n"), issuers, Arbitraries.of(FORMS))
            .as((it, issuer, form) ->
                Map.of("trustedRoot", it, "issuer", issuer, "identityPattern", form)));
  }

  /** What a service states whose model such a signer must have signed. */
  static Map<String, Object> signature(Map<String, Object> signer) {
    var signature = new HashMap<>(signer);
    signature.put("bundle", "model.sig");
    return signature;
  }

  private static Arbitrary<Map<String, Object>> audits() {
    return some(field("onFailure", Arbitraries.of("FailClosed", "FailOpen")));
  }

  private static Arbitrary<Map<String, Object>> privacies() {
    return some(field("content", Arbitraries.of("None", "Encrypted")));
  }

  /** A retention without a conflict in itself, which the schema would refuse. */
  private static Arbitrary<Map<String, Object>> oneSided() {
    return some(
        field("auditRecord", some(field("min", periods()))),
        field("content", some(field("max", periods()))),
        field("purgeSlo", Arbitraries.of("1h", "24h", "25h")));
  }

  /** Bounds near each other, where a day more or less decides. */
  private static Arbitrary<Map<String, Object>> retentions() {
    var kept = some(field("min", periods()), field("max", periods()));
    return some(
        field("auditRecord", kept),
        field("content", kept),
        field("purgeSlo", Arbitraries.of("24h", "1h", "1h30m", "90m", "48h")));
  }

  static Arbitrary<String> periods() {
    return Arbitraries.oneOf(
        Arbitraries.of("P30D", "P31D", "P1M", "P1Y", "P12M", "P52W", "P365D", "P366D", "P0D"),
        Combinators.combine(
                Arbitraries.integers().between(0, 1200), Arbitraries.integers().between(0, 40))
            .as((months, days) -> "P%dM%dD".formatted(months, days)),
        Arbitraries.integers()
            .between(1, 100)
            .flatMap(years ->
                Arbitraries.integers()
                    .between(-1, 26)
                    .map(days -> "P%dD".formatted(365 * years + days))));
  }

  static Arbitrary<Map<String, Object>> selectors() {
    var key = Arbitraries.of("tier", "team");
    var values = list(Arbitraries.of("a", "b"));
    var expressions =
        Combinators.combine(key, Arbitraries.of("In", "NotIn", "Exists", "DoesNotExist"), values)
            .as((name, operator, listed) ->
                operator.endsWith("In")
                    ? Map.<String, Object>of("key", name, "operator", operator, "values", listed)
                    : Map.<String, Object>of("key", name, "operator", operator));
    return some(
        field("matchLabels", Arbitraries.maps(key, Arbitraries.of("a", "b")).ofMinSize(1)),
        field("matchExpressions", expressions.list().ofMinSize(1).ofMaxSize(2)));
  }

  static Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(
        Arbitraries.of("tier", "team", "kubernetes.io/service-name"),
        Arbitraries.of("a", "b", "c"));
  }

  static Arbitrary<Map<String, String>> annotations() {
    return Arbitraries.maps(
        Arbitraries.of(
            "owner",
            "ticket",
            "compliance.steward.dev/last-modified-by",
            "compliance.steward.dev/change-reason",
            "compliance.steward.dev/policy-digest"),
        Arbitraries.of("alice", "v1", ""));
  }

  /** A spec of a ModelService. */
  static Arbitrary<Map<String, Object>> serviceSpecs() {
    return Combinators.combine(
            Arbitraries.of(ADDRESSES),
            Arbitraries.of("sha256:" + "0".repeat(64)).optional(),
            signers().map(Worlds::signature).optional(),
            Arbitraries.of(IMAGES).optional(),
            some(
                field("purpose", Arbitraries.just("search")),
                field("legalBasis", Arbitraries.just("Contract")),
                field("dataClass", Arbitraries.of("Public", "Personal")),
                rarely("retention", oneSided()),
                rarely("audit", audits()),
                rarely("privacy", privacies())))
        .as((uri, digest, signature, image, compliance) -> {
          var model = new HashMap<String, Object>(Map.of("uri", uri));
          digest.ifPresent(text -> model.put("digest", text));
          signature.ifPresent(stated -> model.put("signature", stated));
          var spec = new HashMap<String, Object>(Map.of("model", model, "compliance", compliance));
          image.ifPresent(name -> spec.put("runtime", Map.of("image", name)));
          return spec;
        });
  }

  private static Arbitrary<Map<String, Object>> podSpecs() {
    var containers =
        list(Arbitraries.of(IMAGES))
            .map(images -> images.stream().map(i -> Map.of("name", "c", "image", i)).toList());
    return some(
        field("containers", containers),
        field("initContainers", containers),
        field("ephemeralContainers", containers));
  }

  /** Objects of every kind that rules look into, and of none. */
  static Arbitrary<Map<String, Object>> objects() {
    var owned =
        Arbitraries.maps(
            Arbitraries.of("app.kubernetes.io/managed-by", "tier"), Arbitraries.of("steward", "a"));
    var template =
        some(
            field("spec", podSpecs()),
            field("metadata", some(field("labels", owned), rarely("annotations", annotations()))));
    var specs =
        Arbitraries.oneOf(
            serviceSpecs(),
            some(
                field(
                    "compliance",
                    some(
                        field("retention", retentions()),
                        field("audit", audits()),
                        field("privacy", privacies())))),
            podSpecs(),
            some(field("template", template), field("replicas", Arbitraries.of(1, 2))),
            some(field("jobTemplate", some(field("spec", some(field("template", template)))))));
    var addresses = list(Arbitraries.of("10.0.0.1", "10.0.0.2"));
    return some(
        field("metadata", some(field("labels", labels()), field("annotations", annotations()))),
        field("spec", specs),
        field("endpoints", addresses),
        rarely("ports", list(Arbitraries.of(80, 81))),
        rarely("subsets", addresses),
        field(
            "status",
            some(
                field(
                    "selector",
                    Arbitraries.of("app=x", "app.kubernetes.io/managed-by=steward,app=x")))));
  }

  static Arbitrary<Map<String, Object>> requests() {
    return Combinators.combine(
            Arbitraries.of(
                "alice",
                "STEWARD_OPERATOR_USER",
                "STEWARD_GATEWAY_USER",
                "system:serviceaccount:kube-system:horizontal-pod-autoscaler",
                "system:serviceaccount:kube-system:replicaset-controller",
                "system:serviceaccount:kube-system:generic-garbage-collector"),
            Arbitraries.of("CREATE", "UPDATE", "DELETE", "CONNECT"),
            Arbitraries.of("pods", "secrets", "modelservices", "inferencetasks"),
            Arbitraries.of("exec", "status", "scale", ""))
        .as((user, operation, resource, subResource) ->
            Map.of(
                "userInfo",
                Map.of("username", user),
                "operation",
                operation,
                "subResource",
                subResource,
                "resource",
                Map.of("resource", resource)));
  }
}
