package dev.steward.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a tenant can't do in a governed namespace, and what it still can: as the holder of the stock
 * role {@code admin}, and as one with all rights in the namespace. No operator runs; {@link
 * AdmissionBesideOperatorIT} is the same with one.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AdmissionIT {

  private static final String STATED =
      "compliance: {purpose: search, legalBasis: Contract, dataClass: Internal}";
  private static final String GOOD =
      "{model: {uri: 'pvc://models/m', digest: 'sha256:%s'}, %s}".formatted("0".repeat(64), STATED);
  private static final String AUTOSCALER =
      "system:serviceaccount:kube-system:horizontal-pod-autoscaler";
  private static final String TOUCH = "{\"metadata\":{\"annotations\":{\"touched\":\"yes\"}}}";

  final Tenancy tenancy = new Tenancy("admission");

  @BeforeAll
  void govern() {
    tenancy.govern(
        "eu",
        "Deny",
        """
        requiredAnnotations: [owner, compliance.steward.dev/last-modified-by]
        provenance: {digest: true, allowedSources: ["pvc://models/*"]}
        runtime: {allowedImages: ["steward.dev/*"], denyExec: true}
        declarations: {purpose: true, legalBasis: true, dataClass: true}
        retention: {auditRecord: {min: P6M, max: P2Y}, content: {max: P30D}, purgeSlo: 24h}
        audit: {onFailure: FailClosed}
        privacy: {content: None}
        """);
    Tenancy.await(
        () ->
            tenancy
                .administrator()
                .tryToCreate(services(), service("{}", "{model: {uri: 'pvc://models/m'}}"))
                .isDeniedByAPolicy(),
        "the policy isn't in force");
    Tenancy.succeed(
        tenancy
            .administrator()
            .create(
                core("serviceaccounts"),
                "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}"));
    tenancy.permit("gateway", Admission.GATEWAY);
    tenancy.permit("autoscaler", AUTOSCALER);
    var operator = tenancy.as(Admission.OPERATOR);
    Tenancy.succeed(
        operator.create(
            apps("deployments"), workload("Deployment", "owned", "steward.dev/a", OWNED)));
    Tenancy.succeed(operator.create(core("secrets"), secret("owned", OWNED)));
    Tenancy.succeed(operator.create(core("pods"), pod("owned", "steward.dev/a", OWNED)));
    Tenancy.succeed(
        operator.create(
            "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies"
                .formatted(tenancy.namespace()),
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: owned, labels: {%s}}, spec: {podSelector: {}}}"
                .formatted(OWNED)));
    var administrator = tenancy.administrator();
    Tenancy.succeed(
        administrator.create(
            apps("deployments"), workload("Deployment", "mine", "steward.dev/a", "app: x")));
    Tenancy.succeed(administrator.create(core("pods"), pod("mine", "steward.dev/a", "app: x")));
    Tenancy.succeed(
        administrator.create(
            core("services"),
            "{apiVersion: v1, kind: Service, metadata: {name: mine}, spec: {ports: [{port: 80}]}}"));
    Tenancy.succeed(
        administrator.create(services(), service(signedBy(administratorsName()), GOOD)));
  }

  @AfterAll
  void close() {
    tenancy.close();
  }

  private static final String OWNED =
      "app.kubernetes.io/managed-by: steward, steward.dev/service: s";

  private String services() {
    return "/apis/steward.dev/v1alpha1/namespaces/%s/modelservices".formatted(tenancy.namespace());
  }

  private String core(String plural) {
    return "/api/v1/namespaces/%s/%s".formatted(tenancy.namespace(), plural);
  }

  private String apps(String plural) {
    return "/apis/apps/v1/namespaces/%s/%s".formatted(tenancy.namespace(), plural);
  }

  private static String service(String annotations, String spec) {
    return "{apiVersion: steward.dev/v1alpha1, kind: ModelService, metadata: {name: minilm, annotations: %s}, spec: %s}"
        .formatted(annotations, spec);
  }

  private static String signedBy(String user) {
    return "{owner: me, compliance.steward.dev/last-modified-by: '%s'}".formatted(user);
  }

  private static String secret(String name, String labels) {
    return "{apiVersion: v1, kind: Secret, metadata: {name: %s, labels: {%s}}}"
        .formatted(name, labels);
  }

  private static String podSpec(String image) {
    return "{restartPolicy: %s, containers: [{name: c, image: %s}]}".formatted("Always", image);
  }

  private static String pod(String name, String image, String labels) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {%s}}, spec: %s}"
        .formatted(name, labels, podSpec(image));
  }

  private static String workload(String kind, String name, String image, String labels) {
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

  /** Rights may already say no to the stock role; to who has them all only the policy does. */
  private static void assertDenied(String who, Caller.Answer answer, String rule) {
    assertThat(answer.code()).as(answer.message()).isEqualTo(403);
    if (who.equals("everything") || answer.isDeniedByAPolicy()) {
      assertThat(answer.isDeniedBy(rule)).as(answer.message()).isTrue();
    }
  }

  private static void assertAllowed(Caller.Answer answer) {
    assertThat(answer.isDeniedByAPolicy()).as(answer.message()).isFalse();
    assertThat(answer.succeeded()).as(answer.message()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                | GOOD | required-annotations",
        "{owner: ''}       | GOOD | required-annotations",
        "{owner: me}       | {model: {uri: pvc://models/m}, STATED} | model-digest",
        "{owner: me}       | {model: {uri: pvc://other/m, digest: SHA}, STATED} | model-source",
        "{owner: me}       | {model: {uri: 'https://models/m', digest: SHA}, STATED} | model-source",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}, runtime: {image: nginx}, STATED} | runtime-image",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}} | declared-purpose",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}, compliance: {purpose: p, dataClass: Public}} | declared-legal-basis",
        "{owner: me}       | {model: {uri: pvc://models/m, digest: SHA}, compliance: {purpose: p, legalBasis: Contract}} | declared-data-class",
        "{owner: me, compliance.steward.dev/last-modified-by: somebody} | GOOD | last-modified-by",
        "{owner: me, compliance.steward.dev/policy-digest: v1} | GOOD | protected-annotations",
        "{owner: me}       | GOOD | required-annotations",
        "{owner: me, SIGNED, compliance.steward.dev/change-reason: new} | GOOD | -",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {min: P3M}}} | audit-record-min",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {min: P3Y}}} | audit-record-min",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {max: P3Y}}} | audit-record-max",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {max: P5M}}} | audit-record-max",
        "{owner: me, SIGNED} | STATING: {retention: {content: {max: P60D}}} | content-max",
        "{owner: me, SIGNED} | STATING: {retention: {content: {min: P2M}}} | content-min",
        "{owner: me, SIGNED} | STATING: {retention: {purgeSlo: 48h}} | purge-slo",
        "{owner: me, SIGNED} | STATING: {audit: {onFailure: FailOpen}} | audit-on-failure",
        "{owner: me, SIGNED} | STATING: {privacy: {content: Encrypted}} | privacy-content",
        "{owner: me, SIGNED} | STATING: {retention: {auditRecord: {min: P1Y, max: P18M}, content: {max: P1M}, purgeSlo: 1h}, audit: {onFailure: FailClosed}, privacy: {content: None}} | -",
        "{owner: me, compliance.steward.dev/last-modified-by: ''} | GOOD | required-annotations",
        "{owner: me, compliance.steward.dev/last-modified-by: USER} | GOOD | -"
      })
  void a_service_states_what_is_asked_for(String annotations, String spec, String rule) {
    var full =
        stating(spec)
            .replace("GOOD", GOOD)
            .replace("STATED", STATED)
            .replace("SHA", "'sha256:" + "0".repeat(64) + "'");
    for (var who : new String[] {"stock-admin", "everything"}) {
      // The stock role has no rights to Steward's kinds; whoever gives them gives these.
      var caller = who.equals("everything") ? tenancy.attacker(who) : tenancy.administrator();
      var user = who.equals("everything") ? tenancy.user(who) : administratorsName();
      var answer =
          caller.tryToCreate(
              services(),
              service(
                      annotations
                          .replace("SIGNED", "compliance.steward.dev/last-modified-by: USER")
                          .replace("USER", "'" + user + "'"),
                      full)
                  .replace("name: minilm", "name: other"));
      if (rule.equals("-")) {
        assertAllowed(answer);
      } else {
        assertDenied("everything", answer, rule);
      }
    }
  }

  /** A spec that is right but for what it states of its data. */
  private static String stating(String spec) {
    return spec.startsWith("STATING: {")
        ? GOOD.replace(
            "dataClass: Internal}",
            "dataClass: Internal, " + spec.substring("STATING: {".length()) + "}")
        : spec;
  }

  private String administratorsName() {
    return tenancy
        .administrator()
        .create(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{apiVersion: authentication.k8s.io/v1, kind: SelfSubjectReview}")
        .body()
        .replaceAll("(?s).*\"username\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void a_service_stays_as_it_has_to_be() {
    var attacker = tenancy.attacker("everything");
    assertDenied(
        "everything",
        attacker.merge(services() + "/minilm", "{\"metadata\":{\"annotations\":{\"owner\":null}}}"),
        "required-annotations");
    assertDenied(
        "everything",
        attacker.merge(services() + "/minilm", "{\"spec\":{\"model\":{\"digest\":null}}}"),
        "model-digest");
    assertDenied(
        "everything",
        attacker.merge(services() + "/minilm", "{\"spec\":{\"scaling\":{\"max\":3}}}"),
        "last-modified-by");
    assertAllowed(
        attacker.merge(
            services() + "/minilm",
            "{\"metadata\":{\"annotations\":{\"compliance.steward.dev/last-modified-by\":\"%s\"}},\"spec\":{\"scaling\":{\"max\":3}}}"
                .formatted(tenancy.user("everything"))));
  }

  @Test
  void a_scale_doesnt_go_round_a_signature_and_load_still_scales() {
    var scale = services() + "/minilm/scale?dryRun=All";
    var three = "{\"spec\":{\"replicas\":3}}";
    assertDenied("everything", tenancy.attacker("everything").merge(scale, three), "signed-scale");
    assertDenied("everything", tenancy.administrator().merge(scale, three), "signed-scale");
    for (var user : new String[] {Admission.OPERATOR, AUTOSCALER}) {
      assertAllowed(tenancy.as(user).merge(scale, three));
    }
  }

  @Test
  void what_steward_tells_of_a_service_nobody_else_writes() {
    var status = services() + "/minilm/status?dryRun=All";
    var lie = "{\"status\":{\"selector\":\"app=mine\"}}";
    assertDenied("everything", tenancy.attacker("everything").merge(status, lie), "told-status");
    assertDenied("everything", tenancy.administrator().merge(status, lie), "told-status");
    assertDenied("everything", tenancy.as(Admission.GATEWAY).merge(status, lie), "told-status");
    assertAllowed(tenancy.as(Admission.OPERATOR).merge(status, lie));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void annotations_of_stewards_are_the_operators_on_pods_too(String who) {
    var attacker = tenancy.attacker(who);
    var marked = "annotations: {compliance.steward.dev/policy-digest: v1}, ";
    assertDenied(
        who,
        attacker.tryToCreate(
            core("pods"),
            pod("p", "steward.dev/a", "app: x").replace("labels: ", marked + "labels: ")),
        "protected-pod-annotations");
    assertDenied(
        who,
        attacker.merge(
            core("pods/mine"),
            "{\"metadata\":{\"annotations\":{\"compliance.steward.dev/policy-digest\":\"v1\"}}}"),
        "protected-pod-annotations");
    assertDenied(
        who,
        attacker.tryToCreate(
            apps("deployments"),
            workload("Deployment", "w", "steward.dev/a", "app: x")
                .replace("template: {metadata: {", "template: {metadata: {" + marked)),
        "template-annotations");
    assertAllowed(attacker.merge(core("pods/mine"), TOUCH));
    assertAllowed(
        tenancy
            .as(Admission.OPERATOR)
            .merge(
                core("pods/owned"),
                "{\"metadata\":{\"annotations\":{\"compliance.steward.dev/policy-digest\":\"v1\"}}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void fields_arent_taken_over_by_server_side_apply(String who) {
    var attacker = tenancy.attacker(who);
    for (var stolen :
        new String[] {
          workload("Deployment", "owned", "steward.dev/b", OWNED),
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: owned}, spec: {replicas: 9}}",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: owned, labels: {app.kubernetes.io/managed-by: me}}}"
        }) {
      var answer = attacker.apply(apps("deployments/owned"), stolen);
      assertThat(answer.isDeniedByAPolicy()).as(answer.message()).isTrue();
    }
    assertDenied(
        who,
        attacker.apply(
            core("pods/owned"),
            "{apiVersion: v1, kind: Pod, metadata: {name: owned, labels: {app.kubernetes.io/managed-by: me}}}"),
        "owned-objects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void a_label_thats_removed_would_leave_a_network_policy(String who) {
    assertDenied(
        who,
        tenancy
            .attacker(who)
            .merge(
                core("pods/owned"), "{\"metadata\":{\"labels\":{\"steward.dev/service\":null}}}"),
        "owned-objects");
    assertDenied(
        who,
        tenancy.attacker(who).merge(core("pods/owned"), "{\"metadata\":{\"labels\":null}}"),
        "owned-objects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void foreign_images_run_nowhere(String who) {
    var attacker = tenancy.attacker(who);
    assertDenied(who, attacker.tryToCreate(core("pods"), pod("p", "nginx", "app: x")), "images");
    assertAllowed(attacker.tryToCreate(core("pods"), pod("p", "steward.dev/b", "app: x")));
    for (var kind : new String[] {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
      var plural = kind.toLowerCase(Locale.ROOT) + "s";
      assertDenied(
          who,
          attacker.tryToCreate(apps(plural), workload(kind, "w", "nginx", "app: x")),
          "images");
      assertAllowed(
          attacker.tryToCreate(apps(plural), workload(kind, "w", "steward.dev/b", "app: x")));
    }
    var batch = "/apis/batch/v1/namespaces/%s/".formatted(tenancy.namespace());
    var job =
        "{template: {spec: {restartPolicy: Never, initContainers: [{name: i, image: %s}], containers: [{name: c, image: steward.dev/a}]}}}";
    for (var image : new String[] {"nginx", "steward.dev/b"}) {
      var answers =
          new Caller.Answer[] {
            attacker.tryToCreate(
                batch + "jobs",
                "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: %s}"
                    .formatted(job.formatted(image))),
            attacker.tryToCreate(
                batch + "cronjobs",
                "{apiVersion: batch/v1, kind: CronJob, metadata: {name: j}, spec: {schedule: '0 0 * * *', jobTemplate: {spec: %s}}}"
                    .formatted(job.formatted(image))),
            attacker.tryToCreate(
                core("replicationcontrollers"),
                "{apiVersion: v1, kind: ReplicationController, metadata: {name: r}, spec: {selector: {app: x}, template: {metadata: {labels: {app: x}}, spec: %s}}}"
                    .formatted(podSpec(image)))
          };
      for (var answer : answers) {
        if (image.equals("nginx")) {
          assertDenied(who, answer, "images");
        } else {
          assertAllowed(answer);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void nobody_gets_into_a_pod_or_past_the_gateways(String who) {
    var attacker = tenancy.attacker(who);
    for (var way :
        new String[] {
          "pods/mine/exec?command=ls&stdout=true",
          "pods/mine/attach?stdout=true",
          "pods/mine/portforward",
          "pods/mine/proxy/",
          "services/mine/proxy/"
        }) {
      assertDenied(who, attacker.post(core(way)), "deny-exec");
    }
    assertDenied(who, attacker.get(core("pods/mine:8080/proxy/v2")), "deny-exec");
    assertDenied(
        who,
        attacker.strategic(
            core("pods/mine/ephemeralcontainers"),
            "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"e\",\"image\":\"steward.dev/a\"}]}}"),
        "deny-exec");
    assertThat(attacker.get(core("pods/mine")).succeeded()).isTrue();
    assertThat(attacker.get(core("pods/mine/log")).isDeniedByAPolicy()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void what_the_operator_owns_nobody_else_writes(String who) {
    var attacker = tenancy.attacker(who);
    for (var path :
        new String[] {apps("deployments/owned"), core("secrets/owned"), core("pods/owned")}) {
      assertDenied(who, attacker.merge(path, TOUCH), "owned-objects");
      assertDenied(
          who,
          attacker.merge(
              path, "{\"metadata\":{\"labels\":{\"app.kubernetes.io/managed-by\":\"me\"}}}"),
          "owned-objects");
    }
    assertDenied(who, attacker.delete(core("secrets/owned")), "owned-objects");
    assertDenied(who, attacker.delete(apps("deployments/owned")), "owned-objects");
    assertDenied(
        who, attacker.tryToCreate(core("secrets"), secret("fake", OWNED)), "owned-objects");
    assertDenied(
        who,
        attacker.tryToCreate(core("pods"), pod("fake", "steward.dev/a", OWNED)),
        "owned-objects");
    assertDenied(
        who,
        attacker.merge(
            core("pods/mine"),
            "{\"metadata\":{\"labels\":{\"app.kubernetes.io/managed-by\":\"steward\"}}}"),
        "owned-objects");
    assertDenied(
        who,
        attacker.tryToCreate(
            apps("deployments"),
            workload("Deployment", "fake", "steward.dev/a", "app: x")
                .replace(
                    "template: {metadata: {labels: {app: x}",
                    "template: {metadata: {labels: {app: x, app.kubernetes.io/managed-by: steward}")),
        "template-labels");
    assertDenied(
        who,
        attacker.merge(apps("deployments/owned/scale"), "{\"spec\":{\"replicas\":3}}"),
        "owned-scale");
    assertAllowed(attacker.merge(apps("deployments/mine/scale"), "{\"spec\":{\"replicas\":2}}"));
    assertAllowed(attacker.merge(apps("deployments/mine"), TOUCH));
    assertAllowed(attacker.tryToCreate(core("secrets"), secret("another", "app: x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void what_protects_pods_isnt_taken_away(String who) {
    var attacker = tenancy.attacker(who);
    var networking =
        "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies".formatted(tenancy.namespace());
    assertDenied(who, attacker.delete(networking + "/owned"), "owned-objects");
    assertDenied(
        who,
        attacker.merge(
            networking + "/owned", "{\"spec\":{\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}}"),
        "owned-objects");
    assertDenied(who, attacker.delete(networking), "owned-objects");
    assertDenied(who, attacker.delete(core("secrets")), "owned-objects");
    var admission = "/apis/admissionregistration.k8s.io/v1/";
    for (var protection :
        new String[] {
          "validatingadmissionpolicies/steward-owned-deny",
          "validatingadmissionpolicybindings/steward-owned-deny"
        }) {
      assertThat(attacker.delete(admission + protection).code()).isEqualTo(403);
      assertThat(attacker.merge(admission + protection, TOUCH).code()).isEqualTo(403);
    }
  }

  @Test
  void a_service_thats_made_anew_is_judged_anew() {
    var attacker = tenancy.attacker("everything");
    var loose =
        GOOD.replace(
            "dataClass: Internal}", "dataClass: Internal, retention: {auditRecord: {min: P1D}}}");
    var again =
        service(signedBy(tenancy.user("everything")), GOOD).replace("name: minilm", "name: again");
    assertAllowed(attacker.create(services(), again));
    assertDenied(
        "everything",
        attacker.merge(
            services() + "/again",
            "{\"spec\":{\"compliance\":{\"retention\":{\"auditRecord\":{\"min\":\"P1D\"}}}}}"),
        "audit-record-min");
    assertAllowed(attacker.delete(services() + "/again"));
    assertDenied(
        "everything", attacker.create(services(), again.replace(GOOD, loose)), "audit-record-min");
  }

  @Test
  void the_operator_and_the_clusters_controllers_work() {
    var controllers = "system:serviceaccount:kube-system:";
    assertAllowed(tenancy.as(Admission.OPERATOR).merge(apps("deployments/owned"), TOUCH));
    assertAllowed(
        tenancy
            .as(controllers + "replicaset-controller")
            .tryToCreate(core("pods"), pod("made", "steward.dev/a", OWNED)));
    assertAllowed(
        tenancy
            .as(controllers + "deployment-controller")
            .tryToCreate(
                apps("replicasets"), workload("ReplicaSet", "made", "steward.dev/a", OWNED)));
    assertAllowed(
        tenancy.as(controllers + "generic-garbage-collector").tryToDelete(core("secrets/owned")));
  }

  @Test
  void a_namespace_doesnt_leave_by_relabelling() {
    var path = "/api/v1/namespaces/" + tenancy.namespace();
    var leave = "{\"metadata\":{\"labels\":{\"policy-test\":null}}}";
    assertDenied(
        "everything", tenancy.attacker("everything").merge(path, leave), "namespace-labels");
    assertThat(tenancy.attacker("stock-admin").merge(path, leave).code()).isEqualTo(403);
    assertAllowed(
        tenancy
            .attacker("everything")
            .merge(path, "{\"metadata\":{\"labels\":{\"other\":\"label\"}}}"));
    assertAllowed(tenancy.administrator().merge(path + "?dryRun=All", leave));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock-admin", "everything"})
  void nobody_in_a_namespace_touches_the_platforms_policy(String who) {
    var path = "/apis/steward.dev/v1alpha1/clustercompliancepolicies/" + tenancy.policy("eu");
    assertThat(tenancy.attacker(who).delete(path).code()).isEqualTo(403);
    assertThat(tenancy.attacker(who).merge(path, "{\"spec\":{\"enforcement\":\"Audit\"}}").code())
        .isEqualTo(403);
  }

  @Test
  void an_ungoverned_namespace_is_left_alone() {
    try (var other = new Tenancy("ungoverned")) {
      var anybody = other.attacker("everything");
      var home = "/api/v1/namespaces/" + other.namespace();
      assertAllowed(anybody.create(home + "/secrets", secret("fake", OWNED)));
      assertAllowed(
          anybody.create(
              "/apis/steward.dev/v1alpha1/namespaces/" + other.namespace() + "/modelservices",
              service("{}", "{model: {uri: 'pvc://other/m'}}")));
      assertThat(anybody.post(home + "/services/none/proxy/").isDeniedByAPolicy()).isFalse();
    }
  }
}
