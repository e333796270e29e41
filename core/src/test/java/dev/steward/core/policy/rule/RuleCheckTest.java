package dev.steward.core.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleCheckTest {

  private static final String CONTROLLER = "system:serviceaccount:kube-system:";

  private static final String ROOT =
      "{\"mediaType\": \"application/vnd.dev.sigstore.trustedroot\"}";

  private static RuleGroup group(String name) {
    return RuleBook.groups().stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> provenance(Object... pairs) {
    return Map.of("provenance", pairs.length == 2 ? Map.of(pairs[0], pairs[1]) : Map.of());
  }

  private static Map<String, Object> images(String... patterns) {
    return Map.of("runtime", Map.of("allowedImages", List.of(patterns)));
  }

  @Test
  void a_service_without_what_is_asked_for_breaks_each_rule_and_says_so() {
    var broken =
        Subject.service()
            .governedBy(
                Map.of(
                    "requiredAnnotations",
                    List.of("owner", "ticket"),
                    "provenance",
                    Map.of("digest", true, "allowedSources", List.of("https://models.example/*")),
                    "declarations",
                    Map.of("purpose", true, "legalBasis", true, "dataClass", true)))
            .broken(RuleBook.services());
    assertThat(broken)
        .extracting(BrokenRule::message)
        .containsExactly(
            "metadata.annotations: missing or empty: owner, ticket; state them"
                + " (ClusterCompliancePolicy eu, rule required-annotations)",
            "spec.model.digest: it is absent; state the model's SHA-256 (kubectl explain modelservice.spec.model.digest says of what)"
                + " (ClusterCompliancePolicy eu, rule model-digest, supporting evidence for AI Act 15)",
            "spec.model.uri: \"pvc://models/minilm\" isn't allowed; use an address of"
                + " spec.provenance.allowedSources of the policy, without . or .. segments and %"
                + " (ClusterCompliancePolicy eu, rule model-source, supporting evidence for AI Act 15)",
            "spec.compliance.purpose: it is absent; state what the service is for, in a sentence"
                + " (ClusterCompliancePolicy eu, rule declared-purpose, supporting evidence for GDPR 30)",
            "spec.compliance.legalBasis: it is absent; state on which legal basis it works"
                + " (ClusterCompliancePolicy eu, rule declared-legal-basis, supporting evidence for GDPR"
                + " 30)",
            "spec.compliance.dataClass: it is absent; state what kind of data it gets"
                + " (ClusterCompliancePolicy eu, rule declared-data-class, supporting evidence for GDPR"
                + " 30)");
  }

  @Test
  void a_service_with_all_of_it_breaks_none() {
    var service =
        Subject.service(
            Map.of(
                "model",
                Map.of("uri", "https://models.example/m.onnx", "digest", "sha256:0"),
                "compliance",
                Map.of("purpose", "search", "legalBasis", "Contract", "dataClass", "Internal")),
            Map.of("owner", "team-a"));
    assertThat(
            service
                .governedBy(
                    Map.of(
                        "requiredAnnotations",
                        List.of("owner"),
                        "provenance",
                        Map.of(
                            "digest", true, "allowedSources", List.of("https://models.example/*")),
                        "declarations",
                        Map.of("purpose", true, "legalBasis", true, "dataClass", true)))
                .names(RuleBook.services()))
        .isEmpty();
  }

  @Test
  void what_the_policy_doesnt_ask_for_is_free() {
    assertThat(
            Subject.service()
                .governedBy(Map.of("provenance", Map.of("digest", false), "declarations", Map.of()))
                .names(RuleBook.services()))
        .isEmpty();
  }

  @Test
  void a_model_must_be_signed_where_that_is_asked_for() {
    var demand = Map.<String, Object>of("provenance", Map.of("signature", true));
    assertThat(Subject.service().governedBy(demand).broken(RuleBook.services()))
        .extracting(BrokenRule::message)
        .containsExactly(
            "spec.model.signature: it is absent; state the file with the model's signature, and whose"
                + " it must be (kubectl explain modelservice.spec.model.signature)"
                + " (ClusterCompliancePolicy eu, rule model-signature, supporting evidence for AI Act"
                + " 15)");
    var signed =
        Map.<String, Object>of(
            "model", Map.of("uri", "pvc://models/m", "signature", Map.of("bundle", "model.sig")));
    assertThat(Subject.service(signed, Map.of()).governedBy(demand).names(RuleBook.services()))
        .isEmpty();
  }

  @Test
  void an_empty_annotation_is_none() {
    assertThat(
            Subject.service(Map.of(), Map.of("owner", ""))
                .governedBy(Map.of("requiredAnnotations", List.of("owner")))
                .names(RuleBook.services()))
        .containsExactly("required-annotations");
  }

  @Test
  void a_task_has_no_model_to_state_a_digest_of() {
    assertThat(
            Subject.service(Map.of("service", "minilm"), Map.of())
                .governedBy(
                    Map.of("provenance", Map.of("digest", true, "allowedSources", List.of("x"))))
                .names(RuleBook.services()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "pvc://models/minilm,true",
    "pvc://models/v1.2/x.onnx,true",
    "pvc://models/...,true",
    "pvc://models-of-others/minilm,false",
    "pvc://models,false",
    "https://models.example/a/m.onnx,true",
    "https://models.example/a/../b/m.onnx,false",
    "https://models.example/a/..,false",
    "https://models.example/a/./m.onnx,false",
    "https://models.example/a/..?x=1,false",
    "https://models.example/a/%2e%2e/m.onnx,false",
    "file:///models/m.onnx,false",
    "oci://registry.example/models/minilm:1,true",
    "oci://registry.example/models/../others/minilm:1,false",
    "oci://registry.example/models-of-others/minilm:1,false",
    "oci://registry.example.evil/models/minilm:1,false",
    "oci://registry.example/pinned/minilm@sha256:00,true",
    "oci://registry.example/pinned/minilm:1,false",
    "s3://models/serving/minilm,true",
    "s3://models/serving/../drafts/minilm,false",
    "s3://models/serving/%2e%2e/drafts/minilm,false",
    "s3://models/serving2/minilm,false",
    "hf://Xenova/all-MiniLM-L6-v2/onnx,true",
    "hf://Xenova/../evil/name,false",
    "hf://Xenova/%2e%2e/evil/name,false",
    "hf://Xenova-evil/name,false"
  })
  void a_source_is_allowed_by_its_beginning_and_leads_nowhere_else(String uri, boolean allowed) {
    assertThat(
            Subject.service(Map.of("model", Map.of("uri", uri)), Map.of())
                .governedBy(
                    provenance(
                        "allowedSources",
                        List.of(
                            "pvc://models/*",
                            "https://models.example/a/*",
                            "oci://registry.example/models/*",
                            "oci://registry.example/pinned/minilm@*",
                            "s3://models/serving/*",
                            "hf://Xenova/*")))
                .names(RuleBook.services()))
        .isEqualTo(allowed ? List.of() : List.of("model-source"));
  }

  private static Map<String, Object> keyless(String root, String name, String text, String issuer) {
    return Map.of("trustedRoot", root, name, text, "issuer", issuer);
  }

  private static List<String> signedBy(Map<String, Object> signer) {
    var signature = new HashMap<>(signer);
    signature.put("bundle", "model.sig");
    return Subject.service(
            Map.of("model", Map.of("uri", "pvc://a/b", "signature", signature)), Map.of())
        .governedBy(
            provenance(
                "allowedSigners",
                List.of(
                    Map.of("publicKey", "key"),
                    Map.of("certificateAuthority", "authority", "identity", "ci@acme.example"),
                    keyless(ROOT, "identityPattern", "*@acme.example", "https://issuer.example"))))
        .names(RuleBook.services());
  }

  @Test
  void who_signs_is_one_of_those_that_the_policy_names() {
    assertThat(signedBy(Map.of("publicKey", "key"))).isEmpty();
    assertThat(signedBy(Map.of("publicKey", "key\n"))).isEmpty();
    assertThat(signedBy(Map.of("certificateAuthority", "authority", "identity", "ci@acme.example")))
        .isEmpty();
    assertThat(
            signedBy(keyless(ROOT, "identityPattern", "*@acme.example", "https://issuer.example")))
        .isEmpty();
    assertThat(signedBy(keyless(ROOT, "identity", "ci@acme.example", "https://issuer.example")))
        .isEmpty();
  }

  @Test
  void who_differs_from_them_in_one_field_is_another() {
    var others =
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("publicKey", "keys"),
            Map.of("publicKey", "key", "identity", "ci@acme.example"),
            Map.of("certificateAuthority", "other", "identity", "ci@acme.example"),
            Map.of("certificateAuthority", "authority", "identity", "x@acme.example"),
            Map.of("trustedRoot", "authority", "identity", "ci@acme.example"),
            // Whoever brings a root of his own certifies whatever name he likes.
            keyless("{}", "identityPattern", "*@acme.example", "https://issuer.example"),
            keyless("{}", "identity", "ci@acme.example", "https://issuer.example"),
            keyless(ROOT, "identity", "ci@acme.example", "https://other.example"),
            keyless(ROOT, "identity", "ci@acme.example.evil", "https://issuer.example"),
            Map.of("certificateAuthority", ROOT, "identity", "ci@acme.example"),
            Map.of(
                "trustedRoot", ROOT,
                "issuer", "https://issuer.example",
                "identity", "ci@acme.example",
                "identityPattern", "*"),
            keyless(ROOT, "identityPattern", "*", "https://issuer.example"),
            keyless(ROOT, "identityPattern", "*@acme.example", "https://other.example"));
    assertThat(others)
        .allSatisfy(signer -> assertThat(signedBy(signer)).containsExactly("model-signer"));
  }

  @Test
  void a_model_without_a_signature_has_none_of_theirs() {
    for (var signer : List.of(Map.of("publicKey", "key"), Map.of())) {
      assertThat(
              Subject.service(Map.of("model", Map.of("uri", "pvc://a/b")), Map.of())
                  .governedBy(provenance("allowedSigners", List.of(signer)))
                  .names(RuleBook.services()))
          .containsExactly("model-signer");
    }
  }

  @Test
  void a_task_has_no_model_that_somebody_signs() {
    assertThat(
            Subject.service(Map.of("service", "minilm"), Map.of())
                .governedBy(provenance("allowedSigners", List.of(Map.of("publicKey", "key"))))
                .names(RuleBook.services()))
        .isEmpty();
  }

  @Test
  void who_names_another_signer_is_told_what_to_state() {
    assertThat(
            Subject.service()
                .governedBy(provenance("allowedSigners", List.of(Map.of("publicKey", "key"))))
                .broken(RuleBook.services()))
        .extracting(BrokenRule::message)
        .containsExactly(
            "spec.model.signature: it is absent, or of another signer than the policy allows; state"
                + " one of spec.provenance.allowedSigners of the policy, each field as it stands there"
                + " (instead of an identityPattern also an identity of that form), and the file with"
                + " its signature (ClusterCompliancePolicy eu, rule model-signer, supporting evidence"
                + " for AI Act 15)");
  }

  @Test
  void an_engine_of_ones_own_is_an_allowed_image() {
    var service =
        Subject.service(Map.of("runtime", Map.of("image", "registry.example/vllm:1")), Map.of());
    assertThat(service.governedBy(images("registry.example/*")).names(RuleBook.services()))
        .isEmpty();
    assertThat(service.governedBy(images("steward.dev/*")).names(RuleBook.services()))
        .containsExactly("runtime-image");
  }

  @Test
  void who_modified_it_last_is_who_writes() {
    var service = Subject.service(Map.of(), Map.of(ServiceRules.LAST_MODIFIED_BY, "bob"));
    assertThat(service.names(RuleBook.services())).containsExactly("last-modified-by");
    assertThat(service.by("bob").names(RuleBook.services())).isEmpty();
  }

  @Test
  void annotations_of_the_operator_are_neither_made_nor_changed_nor_removed() {
    var stated =
        Map.<String, Object>of(
            "metadata",
            Map.of("annotations", Map.of("compliance.steward.dev/policy-digest", "v1")));
    var changed =
        Map.<String, Object>of(
            "metadata",
            Map.of("annotations", Map.of("compliance.steward.dev/policy-digest", "v2")));
    var without = Map.<String, Object>of("metadata", Map.of("annotations", Map.of("owner", "me")));
    assertThat(Subject.made(stated).names(RuleBook.services()))
        .containsExactly("protected-annotations");
    assertThat(Subject.made(changed).was(stated).names(RuleBook.services()))
        .containsExactly("protected-annotations");
    assertThat(Subject.made(without).was(stated).names(RuleBook.services()))
        .containsExactly("protected-annotations");
    assertThat(Subject.made(changed).was(stated).by(Subject.OPERATOR).names(RuleBook.services()))
        .isEmpty();
    assertThat(
            Subject.service(Map.of(), Map.of("compliance.steward.dev/change-reason", "new model"))
                .names(RuleBook.services()))
        .isEmpty();
  }

  @Test
  void what_changes_neither_spec_nor_labels_nor_annotations_isnt_judged() {
    var demand = Map.<String, Object>of("requiredAnnotations", List.of("owner"));
    var before =
        Map.<String, Object>of(
            "metadata", Map.of("finalizers", List.of("x")), "spec", Map.of("a", 1));
    var after = Map.<String, Object>of("metadata", Map.of(), "spec", Map.of("a", 1));
    var scaled = Map.<String, Object>of("metadata", Map.of(), "spec", Map.of("a", 2));
    assertThat(Subject.made(after).was(before).governedBy(demand).names(RuleBook.services()))
        .isEmpty();
    assertThat(Subject.made(scaled).was(before).governedBy(demand).names(RuleBook.services()))
        .containsExactly("required-annotations");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "In           | a | true",
        "In           | c | false",
        "In           | - | false",
        "NotIn        | a | false",
        "NotIn        | c | true",
        "NotIn        | - | true",
        "Exists       | a | true",
        "Exists       | - | false",
        "DoesNotExist | a | false",
        "DoesNotExist | - | true",
        "Unknown      | a | false"
      })
  void a_selector_is_one_of_kubernetes(String operator, String label, boolean selected) {
    var expression =
        operator.endsWith("In")
            ? Map.of("key", "tier", "operator", operator, "values", List.of("a", "b"))
            : Map.of("key", "tier", "operator", operator);
    var subject =
        Subject.service()
            .governedBy(
                Map.of(
                    "requiredAnnotations",
                    List.of("owner"),
                    "namespaceSelector",
                    Map.of("matchExpressions", List.of(expression))))
            .in(label.equals("-") ? Map.of() : Map.of("tier", label));
    assertThat(subject.names(RuleBook.services()).isEmpty()).isNotEqualTo(selected);
  }

  @Test
  void all_parts_of_both_selectors_hold() {
    var subject =
        Subject.made(Map.of("metadata", Map.of("labels", Map.of("app", "x")), "spec", Map.of()))
            .in(Map.of("tier", "a", "team", ""))
            .governedBy(
                Map.of(
                    "requiredAnnotations", List.of("owner"),
                    "serviceSelector", Map.of("matchLabels", Map.of("app", "x")),
                    "namespaceSelector", Map.of("matchLabels", Map.of("tier", "a", "team", ""))));
    assertThat(subject.names(RuleBook.services())).containsExactly("required-annotations");
    assertThat(subject.in(Map.of("tier", "a")).names(RuleBook.services())).isEmpty();
    assertThat(subject.in(Map.of("tier", "b", "team", "")).names(RuleBook.services())).isEmpty();
    assertThat(
            Subject.service()
                .in(subject.namespace())
                .governedBy(subject.spec())
                .names(RuleBook.services()))
        .isEmpty();
  }

  private static Map<String, Object> pod(String image) {
    return Map.of("spec", Map.of("containers", List.of(Map.of("image", image))));
  }

  private static Map<String, Object> template(Map<String, Object> pod) {
    return Map.of("spec", Map.of("template", pod, "replicas", 1));
  }

  private static Map<String, Object> cronJob(Map<String, Object> pod) {
    return Map.of("spec", Map.of("jobTemplate", template(pod)));
  }

  @Test
  void images_are_looked_for_wherever_a_pod_has_them() {
    var policy = images("steward.dev/*");
    var found =
        List.of(
            pod("nginx"),
            template(pod("nginx")),
            cronJob(pod("nginx")),
            Map.<String, Object>of(
                "spec", Map.of("initContainers", List.of(Map.of("image", "nginx")))),
            Map.<String, Object>of(
                "spec", Map.of("ephemeralContainers", List.of(Map.of("image", "nginx")))));
    assertThat(found)
        .allSatisfy(object ->
            assertThat(Subject.made(object).governedBy(policy).broken(group("workloads")))
                .extracting(BrokenRule::message)
                .singleElement()
                .asString()
                .startsWith("spec.containers[].image: not allowed: nginx; use images of "));
    assertThat(
            List.of(
                pod("steward.dev/a"),
                template(pod("steward.dev/a")),
                cronJob(pod("steward.dev/a"))))
        .allSatisfy(object ->
            assertThat(Subject.made(object).governedBy(policy).names(group("workloads")))
                .isEmpty());
    assertThat(Subject.made(pod("nginx")).names(group("workloads"))).isEmpty();
  }

  @Test
  void only_the_images_that_arent_allowed_are_told() {
    var two =
        Map.<String, Object>of(
            "spec",
            Map.of(
                "containers",
                List.of(Map.of("image", "steward.dev/a"), Map.of("image", "nginx")),
                "initContainers",
                List.of(Map.of("image", "busybox"))));
    assertThat(Subject.made(two).governedBy(images("steward.dev/*")).broken(group("workloads")))
        .extracting(broken -> broken.violation().problem())
        .containsExactly("not allowed: nginx, busybox");
  }

  @Test
  void what_only_a_request_can_tell_isnt_judged_of_an_object_as_it_stands() {
    var inputs =
        Inputs.none()
            .with(
                Input.OBJECT,
                Tree.of(
                    Map.of(
                        "metadata",
                        Map.of("annotations", Map.of(ServiceRules.LAST_MODIFIED_BY, "bob")),
                        "spec",
                        Map.of())))
            .with(
                Input.POLICY,
                Tree.of(Map.of("spec", Map.of("requiredAnnotations", List.of("owner")))));
    assertThat(RuleCheck.check(RuleBook.services(), inputs)).hasSize(2);
    assertThat(RuleCheck.checkObject(RuleBook.services(), inputs))
        .extracting(broken -> broken.rule().name())
        .containsExactly("required-annotations");
    assertThat(RuleCheck.governs(RuleBook.services(), inputs)).isTrue();
    assertThat(
            RuleCheck.governs(
                RuleBook.services(),
                inputs.with(
                    Input.POLICY,
                    Tree.of(
                        Map.of(
                            "spec",
                            Map.of("serviceSelector", Map.of("matchLabels", Map.of("a", "b"))))))))
        .isFalse();
  }

  @Test
  void an_old_revision_can_be_scaled_down_whatever_its_image() {
    var before = template(pod("nginx"));
    var after = Map.<String, Object>of("spec", Map.of("template", pod("nginx"), "replicas", 0));
    assertThat(Subject.made(after).was(before).governedBy(images("a/*")).names(group("workloads")))
        .isEmpty();
    assertThat(
            Subject.made(template(pod("nginx:2")))
                .was(before)
                .governedBy(images("a/*"))
                .names(group("workloads")))
        .containsExactly("images");
  }

  @Test
  void a_policy_for_some_services_says_nothing_of_pods() {
    var policy =
        Map.<String, Object>of(
            "serviceSelector", Map.of("matchLabels", Map.of("a", "b")),
            "runtime", Map.of("allowedImages", List.of("a/*"), "denyExec", true));
    assertThat(Subject.made(pod("nginx")).governedBy(policy).names(group("workloads"))).isEmpty();
    assertThat(Subject.made(Map.of()).governedBy(policy).names(group("access"))).isEmpty();
    assertThat(Subject.made(Map.of()).governedBy(policy).names(group("owned"))).isEmpty();
  }

  @Test
  void pods_of_a_template_dont_pass_for_stewards() {
    var labelled =
        Map.<String, Object>of(
            "metadata", Map.of("labels", Map.of("app.kubernetes.io/managed-by", "steward")));
    assertThat(Subject.made(template(labelled)).names(group("workloads")))
        .containsExactly("template-labels");
    assertThat(Subject.made(cronJob(labelled)).names(group("workloads")))
        .containsExactly("template-labels");
    assertThat(Subject.made(template(labelled)).by(Subject.OPERATOR).names(group("workloads")))
        .isEmpty();
    assertThat(Subject.made(template(Map.of("metadata", Map.of()))).names(group("workloads")))
        .isEmpty();
  }

  @Test
  void nobody_gets_in_where_exec_is_denied() {
    var denied =
        Subject.made(Map.of())
            .on("CONNECT", "pods/exec")
            .governedBy(Map.of("runtime", Map.of("denyExec", true)));
    assertThat(denied.broken(group("access")))
        .extracting(BrokenRule::message)
        .containsExactly(
            "request: \"exec\" is denied in this namespace; use the service's address; for a look"
                + " inside, ask who owns the policy (ClusterCompliancePolicy eu, rule deny-exec,"
                + " supporting evidence for GDPR 32, SOC 2 CC6)");
    assertThat(
            Subject.made(Map.of())
                .governedBy(Map.of("runtime", Map.of("denyExec", false)))
                .names(group("access")))
        .isEmpty();
  }

  @Test
  void a_namespace_doesnt_leave_a_policy() {
    var policy =
        Map.<String, Object>of("namespaceSelector", Map.of("matchLabels", Map.of("tier", "a")));
    var inside = Map.<String, Object>of("metadata", Map.of("labels", Map.of("tier", "a")));
    var more = Map.<String, Object>of("metadata", Map.of("labels", Map.of("tier", "a", "x", "y")));
    var outside = Map.<String, Object>of("metadata", Map.of("labels", Map.of("tier", "b")));
    assertThat(Subject.made(outside).was(inside).governedBy(policy).names(group("namespaces")))
        .containsExactly("namespace-labels");
    assertThat(Subject.made(more).was(inside).governedBy(policy).names(group("namespaces")))
        .isEmpty();
    assertThat(Subject.made(inside).was(outside).governedBy(policy).names(group("namespaces")))
        .isEmpty();
    assertThat(Subject.made(outside).was(inside).names(group("namespaces"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "deployment-controller,replicasets,CREATE,true",
    "deployment-controller,pods,CREATE,false",
    "replicaset-controller,pods,CREATE,true",
    "replicaset-controller,pods,DELETE,false",
    "replicaset-controller,secrets,CREATE,false",
    "statefulset-controller,controllerrevisions,DELETE,true",
    "job-controller,pods,UPDATE,true",
    "endpointslice-controller,endpointslices,CREATE,true",
    "endpointslice-controller,services,UPDATE,false",
    "endpointslicemirroring-controller,endpointslices,UPDATE,true",
    "endpointslicemirroring-controller,services,UPDATE,false",
    "ttl-after-finished-controller,jobs,DELETE,true",
    "ttl-after-finished-controller,jobs,UPDATE,false",
    "generic-garbage-collector,secrets,DELETE,true",
    "generic-garbage-collector,secrets,CREATE,false",
    "namespace-controller,services,DELETE,true",
    "namespace-controller,services,UPDATE,false",
    "horizontal-pod-autoscaler,deployments,UPDATE,false"
  })
  void a_controller_of_the_cluster_does_its_work_and_no_more(
      String controller, String resource, String operation, boolean may) {
    assertThat(
            Subject.made(Map.of())
                .by(CONTROLLER + controller)
                .on(operation, resource)
                .names(group("owned")))
        .isEqualTo(may ? List.of() : List.of("owned-objects"));
  }

  @ParameterizedTest
  @ValueSource(strings = {Writers.OPERATOR, "system:kube-controller-manager"})
  void the_operator_writes_all_it_owns(String user) {
    assertThat(Subject.made(Map.of()).by(user).on("DELETE", "secrets").names(group("owned")))
        .isEmpty();
  }

  @Test
  void anybody_else_is_named() {
    assertThat(Subject.made(Map.of()).on("DELETE", "secrets").broken(group("owned")))
        .extracting(broken -> broken.violation().problem())
        .containsExactly("what bears this label is the operator's, and \"alice\" writes it");
  }

  @Test
  void addresses_of_a_service_arent_written_by_hand() {
    assertThat(Subject.made(slice("minilm", "10.0.0.9")).broken(group("addresses")))
        .extracting(broken -> broken.violation().problem())
        .containsExactly(
            "addresses of Services here are listed by the cluster's controllers, and \"alice\""
                + " writes them");
    assertThat(
            Subject.made(Map.of("subsets", List.of(Map.of("addresses", List.of()))))
                .names(group("addresses")))
        .containsExactly("addresses-by-hand");
  }

  @Test
  void addresses_that_become_a_services_are_written_by_hand() {
    var loose = Map.<String, Object>of("endpoints", List.of(Map.of("addresses", List.of("x"))));
    assertThat(Subject.made(loose).names(group("addresses"))).isEmpty();
    assertThat(Subject.made(slice("minilm", "x")).was(loose).names(group("addresses")))
        .containsExactly("addresses-by-hand");
    assertThat(
            Subject.made(slice("minilm", "x")).was(slice("other", "x")).names(group("addresses")))
        .containsExactly("addresses-by-hand");
    assertThat(
            Subject.made(slice("minilm", "x")).was(slice("minilm", "y")).names(group("addresses")))
        .containsExactly("addresses-by-hand");
  }

  @Test
  void what_leads_nowhere_new_is_left_alone() {
    assertThat(
            Subject.made(slice("minilm", "x")).was(slice("minilm", "x")).names(group("addresses")))
        .isEmpty();
    assertThat(
            Subject.made(Map.of("metadata", Map.of("annotations", Map.of("lease", "me"))))
                .names(group("addresses")))
        .isEmpty();
    assertThat(Subject.made(Map.of()).was(slice("minilm", "x")).names(group("addresses")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "endpointslice-controller,endpointslices",
    "endpointslicemirroring-controller,endpointslices",
    "endpoint-controller,endpoints"
  })
  void the_clusters_controllers_list_addresses(String controller, String resource) {
    assertThat(
            Subject.made(slice("minilm", "10.0.0.9"))
                .on("CREATE", resource)
                .by(CONTROLLER + controller)
                .names(group("addresses")))
        .isEmpty();
  }

  private static Map<String, Object> slice(String service, String address) {
    return Map.of(
        "metadata",
        Map.of("labels", Map.of("kubernetes.io/service-name", service)),
        "endpoints",
        List.of(Map.of("addresses", List.of(address))));
  }

  @Test
  void what_the_operator_owns_is_scaled_by_its_service() {
    var owned =
        Map.<String, Object>of(
            "status",
            Map.of("selector", "a=b,app.kubernetes.io/managed-by=steward,steward.dev/service=x"));
    var other = Map.<String, Object>of("status", Map.of("selector", "managed-by=steward"));
    var scaled = Subject.made(owned).on("UPDATE", "deployments/scale");
    assertThat(scaled.names(group("scale"))).containsExactly("owned-scale");
    assertThat(Subject.made(other).on("UPDATE", "deployments/scale").names(group("scale")))
        .isEmpty();
    assertThat(scaled.by(Subject.OPERATOR).names(group("scale"))).isEmpty();
  }

  @Test
  void a_service_is_scaled_without_a_signature_by_its_load_alone_where_one_is_asked_for() {
    var signed =
        Map.<String, Object>of(
            "requiredAnnotations", List.of("owner", "compliance.steward.dev/last-modified-by"));
    var scaled =
        Subject.made(Map.of("status", Map.of("selector", "app.kubernetes.io/managed-by=steward")))
            .on("UPDATE", "modelservices/scale");
    assertThat(scaled.governedBy(signed).names(group("scale"))).containsExactly("signed-scale");
    assertThat(
            scaled
                .governedBy(Map.of("requiredAnnotations", List.of("owner")))
                .names(group("scale")))
        .isEmpty();
    for (var user : List.of(Subject.OPERATOR, CONTROLLER + "horizontal-pod-autoscaler")) {
      assertThat(scaled.by(user).governedBy(signed).names(group("scale"))).isEmpty();
    }
  }

  @Test
  void what_steward_tells_of_a_service_or_task_nobody_else_does() {
    var service = Subject.service().was(Subject.service().object());
    assertThat(service.on("UPDATE", "modelservices/status").broken(group("protected")))
        .extracting(broken -> broken.rule().name() + ": " + broken.violation().problem())
        .containsExactly("told-status: it is what Steward tells, and \"alice\" writes it");
    assertThat(
            service
                .on("UPDATE", "modelservices/status")
                .by(Subject.OPERATOR)
                .names(group("protected")))
        .isEmpty();
    assertThat(
            service
                .on("UPDATE", "inferencetasks/status")
                .by(Writers.GATEWAY)
                .names(group("protected")))
        .isEmpty();
    assertThat(
            service
                .on("UPDATE", "modelservices/status")
                .by(Writers.GATEWAY)
                .names(group("protected")))
        .containsExactly("told-status");
  }

  @Test
  void annotations_of_stewards_stay_as_they_are_on_pods_and_are_in_no_template() {
    var plain = Map.<String, Object>of("metadata", Map.of("annotations", Map.of("a", "b")));
    var marked =
        Map.<String, Object>of(
            "metadata",
            Map.of("annotations", Map.of("compliance.steward.dev/policy-digest", "v1")));
    var pods = Subject.made(marked).on("CREATE", "pods");
    assertThat(pods.names(group("protected"))).containsExactly("protected-pod-annotations");
    assertThat(pods.was(marked).names(group("protected"))).isEmpty();
    assertThat(Subject.made(plain).was(marked).on("UPDATE", "pods").names(group("protected")))
        .containsExactly("protected-pod-annotations");
    assertThat(pods.by(Subject.OPERATOR).names(group("protected"))).isEmpty();
    for (var template : List.of(template(marked), cronJob(marked))) {
      assertThat(Subject.made(template).on("CREATE", "deployments").names(group("protected")))
          .containsExactly("template-annotations");
    }
    assertThat(Subject.made(template(plain)).names(group("protected"))).isEmpty();
  }

  @Test
  void the_operator_leaves_the_name_of_who_signed() {
    var key = "compliance.steward.dev/last-modified-by";
    var signed = Subject.service(Map.of("a", 1), Map.of(key, "alice"));
    var before = Subject.service(Map.of("a", 2), Map.of(key, "alice")).object();
    assertThat(signed.was(before).by(Subject.OPERATOR).names(RuleBook.services())).isEmpty();
    assertThat(signed.was(before).by("bob").names(RuleBook.services()))
        .containsExactly("last-modified-by");
    assertThat(signed.by(Subject.OPERATOR).names(RuleBook.services()))
        .containsExactly("last-modified-by");
  }

  @Test
  void rules_have_names_of_their_own() {
    var names =
        RuleBook.groups().stream()
            .flatMap(group -> group.rules().stream())
            .map(Rule::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z-]+"));
  }
}
