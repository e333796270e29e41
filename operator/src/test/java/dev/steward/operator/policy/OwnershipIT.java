package dev.steward.operator.policy;

import static dev.steward.operator.policy.GovernedNamespace.assertAllowed;
import static dev.steward.operator.policy.GovernedNamespace.assertDenied;
import static dev.steward.operator.policy.Manifests.OWNED;
import static dev.steward.operator.policy.Manifests.TOUCH;
import static dev.steward.operator.policy.Manifests.pod;
import static dev.steward.operator.policy.Manifests.secret;
import static dev.steward.operator.policy.Manifests.slice;
import static dev.steward.operator.policy.Manifests.workload;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the operator owns, in the hands of others. */
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the tests of each invocation
class OwnershipIT {

  @Parameter Beside beside;
  private GovernedNamespace governed;

  @BeforeParameterizedClassInvocation
  void govern() {
    governed = new GovernedNamespace("ownership", beside);
  }

  @AfterParameterizedClassInvocation
  void close() {
    governed.close();
  }

  @ByBothAttackers
  void what_the_operator_owns_nobody_else_writes(String who) {
    var attacker = governed.attacker(who);
    for (var path :
        new String[] {
          governed.apps("deployments/owned"),
          governed.core("secrets/owned"),
          governed.core("pods/owned")
        }) {
      assertDenied(who, attacker.merge(path, TOUCH), "owned-objects");
      assertDenied(
          who,
          attacker.merge(
              path, "{\"metadata\":{\"labels\":{\"app.kubernetes.io/managed-by\":\"me\"}}}"),
          "owned-objects");
    }
    assertDenied(who, attacker.delete(governed.core("secrets/owned")), "owned-objects");
    assertDenied(who, attacker.delete(governed.apps("deployments/owned")), "owned-objects");
    assertDenied(
        who,
        attacker.tryToCreate(governed.core("secrets"), secret("fake", OWNED)),
        "owned-objects");
    assertDenied(
        who,
        attacker.merge(governed.apps("deployments/owned/scale"), "{\"spec\":{\"replicas\":3}}"),
        "owned-scale");
    assertAllowed(
        attacker.merge(governed.apps("deployments/mine/scale"), "{\"spec\":{\"replicas\":2}}"));
    assertAllowed(attacker.merge(governed.apps("deployments/mine"), TOUCH));
    assertAllowed(attacker.tryToCreate(governed.core("secrets"), secret("another", "app: x")));
  }

  @ByBothAttackers
  void fields_arent_taken_over_by_server_side_apply(String who) {
    var attacker = governed.attacker(who);
    for (var stolen :
        new String[] {
          workload("Deployment", "owned", "steward.dev/b", OWNED),
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: owned}, spec: {replicas: 9}}",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: owned, labels: {app.kubernetes.io/managed-by: me}}}"
        }) {
      var answer = attacker.apply(governed.apps("deployments/owned"), stolen);
      assertThat(answer.isDeniedByAPolicy()).as(answer.message()).isTrue();
    }
    assertDenied(
        who,
        attacker.apply(
            governed.core("pods/owned"),
            "{apiVersion: v1, kind: Pod, metadata: {name: owned, labels: {app.kubernetes.io/managed-by: me}}}"),
        "owned-objects");
  }

  @ByBothAttackers
  void a_label_thats_removed_would_leave_a_network_policy(String who) {
    assertDenied(
        who,
        governed
            .attacker(who)
            .merge(
                governed.core("pods/owned"),
                "{\"metadata\":{\"labels\":{\"steward.dev/service\":null}}}"),
        "owned-objects");
    assertDenied(
        who,
        governed
            .attacker(who)
            .merge(governed.core("pods/owned"), "{\"metadata\":{\"labels\":null}}"),
        "owned-objects");
  }

  @ByBothAttackers
  void what_protects_pods_isnt_taken_away(String who) {
    var attacker = governed.attacker(who);
    var networking =
        "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies"
            .formatted(governed.tenancy.namespace());
    assertDenied(who, attacker.delete(networking + "/owned"), "owned-objects");
    assertDenied(
        who,
        attacker.merge(
            networking + "/owned", "{\"spec\":{\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}}"),
        "owned-objects");
    assertDenied(who, attacker.delete(networking), "owned-objects");
    assertDenied(who, attacker.delete(governed.core("secrets")), "owned-objects");
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

  @ByBothAttackers
  void clients_arent_led_past_the_gateways_by_addresses_of_ones_own(String who) {
    var attacker = governed.attacker(who);
    var slices = governed.slices();
    assertDenied(who, attacker.tryToCreate(slices, slice("mine", 1)), "addresses-by-hand");
    // What a rule may cost, it costs of the largest.
    assertDenied(who, attacker.tryToCreate(slices, slice("mine", 1000)), "addresses-by-hand");
    assertDenied(
        who,
        attacker.tryToCreate(
            governed.core("endpoints"),
            "{apiVersion: v1, kind: Endpoints, metadata: {name: mine}, subsets: [{addresses: [{ip: 10.9.0.1}], ports: [{port: 80}]}]}"),
        "addresses-by-hand");
    assertDenied(
        who,
        attacker.merge(slices + "/listed-1", "{\"endpoints\": [{\"addresses\": [\"10.9.0.9\"]}]}"),
        "addresses-by-hand");
  }

  @Test
  void the_clusters_controllers_list_addresses() {
    var controllers = "system:serviceaccount:kube-system:";
    assertAllowed(
        governed
            .tenancy
            .as(controllers + "endpointslice-controller")
            .tryToCreate(governed.slices(), slice("mine", 1000)));
    assertAllowed(
        governed
            .tenancy
            .as(controllers + "endpointslicemirroring-controller")
            .tryToCreate(governed.slices(), slice("mine", 1)));
  }

  @Test
  void the_operator_and_the_clusters_controllers_work() {
    var controllers = "system:serviceaccount:kube-system:";
    assertAllowed(
        governed.tenancy.as(Admission.OPERATOR).merge(governed.apps("deployments/owned"), TOUCH));
    assertAllowed(
        governed
            .tenancy
            .as(controllers + "replicaset-controller")
            .tryToCreate(governed.core("pods"), pod("made", "steward.dev/a", OWNED)));
    assertAllowed(
        governed
            .tenancy
            .as(controllers + "deployment-controller")
            .tryToCreate(
                governed.apps("replicasets"),
                workload("ReplicaSet", "made", "steward.dev/a", OWNED)));
    assertAllowed(
        governed
            .tenancy
            .as(controllers + "generic-garbage-collector")
            .tryToDelete(governed.core("secrets/owned")));
  }
}
