package dev.steward.operator.policy;

import static dev.steward.operator.policy.GovernedNamespace.assertAllowed;
import static dev.steward.operator.policy.GovernedNamespace.assertDenied;
import static dev.steward.operator.policy.Manifests.OWNED;
import static dev.steward.operator.policy.Manifests.TOUCH;
import static dev.steward.operator.policy.Manifests.pod;
import static dev.steward.operator.policy.Manifests.podSpec;
import static dev.steward.operator.policy.Manifests.workload;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs in a governed namespace, and who gets into it. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the tests of each invocation
class PodsIT {

  @Parameter Beside beside;
  private GovernedNamespace governed;

  @BeforeParameterizedClassInvocation
  void govern() {
    governed = new GovernedNamespace("pods", beside);
  }

  @AfterParameterizedClassInvocation
  void close() {
    governed.close();
  }

  @ByBothAttackers
  void foreign_images_run_nowhere(String who) {
    var attacker = governed.attacker(who);
    assertDenied(
        who, attacker.tryToCreate(governed.core("pods"), pod("p", "nginx", "app: x")), "images");
    assertAllowed(attacker.tryToCreate(governed.core("pods"), pod("p", "steward.dev/b", "app: x")));
    for (var kind : new String[] {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
      var plural = kind.toLowerCase(Locale.ROOT) + "s";
      assertDenied(
          who,
          attacker.tryToCreate(governed.apps(plural), workload(kind, "w", "nginx", "app: x")),
          "images");
      assertAllowed(
          attacker.tryToCreate(
              governed.apps(plural), workload(kind, "w", "steward.dev/b", "app: x")));
    }
    var batch = "/apis/batch/v1/namespaces/%s/".formatted(governed.tenancy.namespace());
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
                governed.core("replicationcontrollers"),
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

  /** Steward's own image may run bare; what leads requests and secrets to a pod is a label. */
  @ByBothAttackers
  void a_bare_pod_doesnt_pass_for_stewards(String who) {
    var attacker = governed.attacker(who);
    assertAllowed(
        attacker.tryToCreate(governed.core("pods"), pod("bare", "steward.dev/runtime", "app: x")));
    assertDenied(
        who,
        attacker.tryToCreate(governed.core("pods"), pod("fake", "steward.dev/a", OWNED)),
        "owned-objects");
    assertDenied(
        who,
        attacker.merge(
            governed.core("pods/mine"),
            "{\"metadata\":{\"labels\":{\"app.kubernetes.io/managed-by\":\"steward\"}}}"),
        "owned-objects");
    assertDenied(
        who,
        attacker.tryToCreate(
            governed.apps("deployments"),
            workload("Deployment", "fake", "steward.dev/a", "app: x")
                .replace(
                    "template: {metadata: {labels: {app: x}",
                    "template: {metadata: {labels: {app: x, app.kubernetes.io/managed-by: steward}")),
        "template-labels");
  }

  @ByBothAttackers
  void nobody_gets_into_a_pod_or_past_the_gateways(String who) {
    var attacker = governed.attacker(who);
    for (var way :
        new String[] {
          "pods/mine/exec?command=ls&stdout=true",
          "pods/mine/attach?stdout=true",
          "pods/mine/portforward",
          "pods/mine/proxy/",
          "services/mine/proxy/"
        }) {
      assertDenied(who, attacker.post(governed.core(way)), "deny-exec");
    }
    assertDenied(who, attacker.get(governed.core("pods/mine:8080/proxy/v2")), "deny-exec");
    assertDenied(
        who,
        attacker.strategic(
            governed.core("pods/mine/ephemeralcontainers"),
            "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"e\",\"image\":\"steward.dev/a\"}]}}"),
        "deny-exec");
    assertThat(attacker.get(governed.core("pods/mine")).succeeded()).isTrue();
    assertThat(attacker.get(governed.core("pods/mine/log")).isDeniedByAPolicy()).isFalse();
  }

  @ByBothAttackers
  void annotations_of_stewards_are_the_operators_on_pods_too(String who) {
    var attacker = governed.attacker(who);
    var marked = "annotations: {compliance.steward.dev/policy-digest: v1}, ";
    assertDenied(
        who,
        attacker.tryToCreate(
            governed.core("pods"),
            pod("p", "steward.dev/a", "app: x").replace("labels: ", marked + "labels: ")),
        "protected-pod-annotations");
    assertDenied(
        who,
        attacker.merge(
            governed.core("pods/mine"),
            "{\"metadata\":{\"annotations\":{\"compliance.steward.dev/policy-digest\":\"v1\"}}}"),
        "protected-pod-annotations");
    assertDenied(
        who,
        attacker.tryToCreate(
            governed.apps("deployments"),
            workload("Deployment", "w", "steward.dev/a", "app: x")
                .replace("template: {metadata: {", "template: {metadata: {" + marked)),
        "template-annotations");
    assertAllowed(attacker.merge(governed.core("pods/mine"), TOUCH));
    assertAllowed(
        governed
            .tenancy
            .as(Admission.OPERATOR)
            .merge(
                governed.core("pods/owned"),
                "{\"metadata\":{\"annotations\":{\"compliance.steward.dev/policy-digest\":\"v1\"}}}"));
  }
}
