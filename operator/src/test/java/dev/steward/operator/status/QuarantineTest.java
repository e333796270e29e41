package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServingConfig;
import dev.steward.operator.Services;
import dev.steward.operator.condition.Announcement;
import dev.steward.operator.decide.Decider;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.policy.Governance;
import dev.steward.operator.policy.PolicyConditions;
import dev.steward.operator.policy.PolicyFiles;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Ruling.Presence;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stories of a service that runs, and a policy that is newer than it. */
class QuarantineTest {

  private static final String TWO =
      "{model: {uri: 'pvc://models/minilm'}, scaling: {replicas: 2, mode: Fixed}}";
  private static final String HOLD = ", quarantine: {action: NoNewReplicas, after: 0s}";
  private static final String STOP = ", quarantine: {action: ScaleToZero, after: 0s}";

  private final Decider decider = new Decider(new PlanSettings("steward", "runtime:1"));

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private String spec = TWO;
  private Governance governance = Governance.NONE;
  private AuditHealth audit = AuditHealth.UNKNOWN;
  private List<HasMetadata> owned = new ArrayList<>();
  private List<PodFacts> pods = new ArrayList<>();
  private @Nullable ModelServiceStatus status;

  private Observed observed() {
    var service = Services.service(spec);
    service.setStatus(status);
    return new Observed(
        service,
        Optional.of(new GatewayPort(20001)),
        Optional.empty(),
        owned,
        pods,
        List.of(),
        Map.of(),
        List.of(new GatewayEndpoint("10.0.0.1", GatewayEndpoint.Phase.READY)),
        Optional.empty(),
        List.of(),
        Map.of(),
        Ruling.of(
            service,
            governance,
            owned.isEmpty() ? Presence.UNMADE : Presence.MADE,
            Optional.ofNullable(status).flatMap(it -> PolicyConditions.refusedSince(it.policy())),
            now),
        Optional.empty(),
        now);
  }

  private Report reconcile() {
    var observed = observed();
    var decision = decider.decide(observed);
    if (decision instanceof Decision.Planned(var settings, var plan)) {
      owned = new ArrayList<>(plan.objects());
      pods =
          new ArrayList<>(
              deployments().stream().flatMap(deployment -> pods(deployment).stream()).toList());
    }
    var report = Reporter.report(observed, decision, List.of(), audit);
    status = report.status();
    return report;
  }

  private static List<PodFacts> pods(Deployment deployment) {
    var made = new ArrayList<PodFacts>();
    for (var i = 0; i < deployment.getSpec().getReplicas(); i++) {
      made.add(
          new PodFacts(
              deployment.getMetadata().getName() + "-" + i,
              deployment.getMetadata().getName(),
              State.READY,
              Optional.empty(),
              Map.of(),
              Instant.EPOCH,
              Optional.of(Instant.EPOCH)));
    }
    return made;
  }

  private List<Deployment> deployments() {
    return owned.stream().filter(Deployment.class::isInstance).map(Deployment.class::cast).toList();
  }

  /** Until nothing changes any more but by time. */
  private Report settle() {
    var report = reconcile();
    for (var i = 0; i < 8; i++) {
      now = now.plus(Planner.SPREAD);
      report = reconcile();
    }
    return report;
  }

  private int running() {
    return deployments().stream().mapToInt(it -> it.getSpec().getReplicas()).sum();
  }

  private ServingConfig told() {
    return owned.stream()
        .filter(ServingConfigResource.class::isInstance)
        .map(object -> ((ServingConfigResource) object).toCore())
        .map(checked -> checked.orThrow(wrong -> new IllegalStateException(wrong.message())))
        .findFirst()
        .orElseThrow();
  }

  private void govern(String quarantine) {
    governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster(
                "eu", "{enforcement: Deny, provenance: {digest: true}%s}".formatted(quarantine)));
  }

  private static String reason(Report report, String type) {
    return Optional.ofNullable(report.status().conditions()).orElseThrow().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElse("absent");
  }

  @Test
  void a_service_that_is_newer_than_the_policy_isnt_begun() {
    govern("");
    var report = reconcile();

    assertThat(owned).isEmpty();
    assertThat(reason(report, "Ready")).isEqualTo("False PolicyViolated");
    assertThat(reason(report, "PolicyCompliant")).isEqualTo("False NotBegun");
    assertThat(report.events()).extracting(Announcement::reason).containsExactly("NotBegun");
    assertThat(reconcile().events()).isEmpty();
  }

  @Test
  void a_service_whose_requests_must_be_recorded_says_whether_they_are() {
    assertThat(reason(settle(), AuditHealth.TYPE)).isEqualTo("absent");
    governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster("eu", "{enforcement: Deny, audit: {onFailure: FailClosed}}"));
    assertThat(reason(settle(), AuditHealth.TYPE)).isEqualTo("Unknown AuditNotObserved");
    audit = new AuditHealth(AuditHealth.Reason.Recording, "");
    assertThat(reason(settle(), AuditHealth.TYPE)).isEqualTo("True Recording");
    audit = new AuditHealth(AuditHealth.Reason.NotRecorded, "steward-gateway-0: …");
    assertThat(reason(settle(), AuditHealth.TYPE)).isEqualTo("False NotRecorded");
  }

  @Test
  void a_policy_over_what_complies_changes_what_the_gateways_are_told_and_no_pod() {
    settle();
    var before = deployments().stream().map(Deployment::getSpec).toList();
    assertThat(told().obligations()).isEmpty();
    governance =
        PolicyFiles.over(
            PolicyFiles.ofCluster("eu", "{enforcement: Deny, runtime: {denyExec: true}}"));
    var report = settle();

    assertThat(deployments()).extracting(Deployment::getSpec).isEqualTo(before);
    assertThat(deployments().getFirst().getMetadata().getAnnotations())
        .containsEntry("compliance.steward.dev/effective-policy", "ClusterCompliancePolicy eu");
    assertThat(told().obligations().orElseThrow().digest().text())
        .isEqualTo(Optional.ofNullable(report.status().policy()).orElseThrow().digest());
    assertThat(reason(report, "PolicyCompliant")).isEqualTo("True Complies");
    assertThat(reason(report, "Ready")).isEqualTo("True Serving");
  }

  @Test
  void one_that_is_warned_goes_on_and_may_grow() {
    settle();
    govern("");
    var first = reconcile();
    spec = TWO.replace("replicas: 2", "replicas: 3");
    var report = settle();

    assertThat(first.events()).extracting(Announcement::reason).containsExactly("BreaksDeny");
    assertThat(running()).isEqualTo(3);
    assertThat(reason(report, "Ready")).isEqualTo("True Serving");
    assertThat(reason(report, "PolicyCompliant")).isEqualTo("False BreaksDeny");
  }

  @Test
  void one_that_is_held_shrinks_and_never_grows() {
    settle();
    govern(HOLD);
    assertThat(reason(settle(), "Ready")).isEqualTo("True Serving");
    spec = TWO.replace("replicas: 2", "replicas: 3");
    var report = settle();
    assertThat(running()).isEqualTo(2);
    assertThat(reason(report, "Ready")).isEqualTo("False Quarantined");
    assertThat(told().obligations().map(Obligations::intake)).contains(Intake.OPEN);

    spec = TWO.replace("replicas: 2", "replicas: 1");
    settle();
    assertThat(running()).isEqualTo(1);
    spec = TWO;
    settle();
    assertThat(running()).isEqualTo(1);
  }

  @Test
  void one_that_is_held_makes_no_new_revision_and_the_old_one_answers_on() {
    settle();
    var old = deployments().getFirst().getMetadata().getName();
    govern(HOLD);
    spec = TWO.replace("minilm'", "other'");
    var report = settle();

    assertThat(deployments()).extracting(it -> it.getMetadata().getName()).containsExactly(old);
    assertThat(running()).isEqualTo(2);
    assertThat(told().revisions()).extracting(ServingConfig.Revision::name).containsExactly(old);
    assertThat(reason(report, "Ready")).isEqualTo("False Quarantined");
    assertThat(owned).noneMatch(Pod.class::isInstance);
  }

  @Test
  void one_that_is_held_at_zero_refuses_instead_of_letting_wait() {
    settle();
    spec = TWO.replace("replicas: 2", "replicas: 0");
    settle();
    govern(HOLD);
    settle();
    spec = TWO;
    settle();

    assertThat(running()).isZero();
    assertThat(told().hold()).isEmpty();
    assertThat(told().obligations().map(Obligations::intake)).contains(Intake.REFUSED);
  }

  @Test
  void one_that_is_stopped_is_so_after_its_grace_and_refuses_at_once() {
    settle();
    govern(", quarantine: {action: ScaleToZero, after: 1h}");
    var during = settle();
    assertThat(running()).isEqualTo(2);
    assertThat(during.lookAgain())
        .hasValueSatisfying(pause -> assertThat(pause).isLessThan(Duration.ofHours(1)));

    now = now.plus(Duration.ofHours(1));
    var report = reconcile();
    assertThat(told().obligations().map(Obligations::intake)).contains(Intake.REFUSED);
    assertThat(told().revisions()).isEmpty();
    assertThat(report.events()).extracting(Announcement::reason).containsExactly("Stopped");
    report = settle();
    assertThat(running()).isZero();
    assertThat(reason(report, "Ready")).isEqualTo("False Quarantined");
    assertThat(reason(report, "PolicyCompliant")).isEqualTo("False Stopped");
  }

  @Test
  void one_that_is_stopped_makes_nothing_of_a_new_spec_that_breaks_it_too() {
    settle();
    govern(STOP);
    spec = TWO.replace("minilm'", "other'");
    settle();

    assertThat(running()).isZero();
    assertThat(owned).noneMatch(Pod.class::isInstance);
    assertThat(reason(reconcile(), "Ready")).isEqualTo("False Quarantined");
  }

  @Test
  void it_is_released_when_it_complies() {
    settle();
    govern(STOP);
    settle();
    spec =
        TWO.replace(
            "minilm'}", "minilm', digest: 'sha256:%s'}".formatted("0123456789abcdef".repeat(4)));
    var first = reconcile();
    var report = settle();

    assertThat(first.events()).extracting(Announcement::reason).contains("Complies");
    assertThat(running()).isEqualTo(2);
    assertThat(told().obligations().map(Obligations::intake)).contains(Intake.OPEN);
    assertThat(reason(report, "PolicyCompliant")).isEqualTo("True Complies");
    assertThat(Optional.ofNullable(report.status().policy()).orElseThrow().refusedSince()).isNull();
  }

  @Test
  void it_is_released_when_the_policy_goes() {
    settle();
    govern(STOP);
    settle();
    governance = Governance.NONE;
    var first = reconcile();
    var report = settle();

    assertThat(first.events()).extracting(Announcement::reason).contains("Released");
    assertThat(running()).isEqualTo(2);
    assertThat(told().obligations()).isEmpty();
    assertThat(reason(report, "PolicyCompliant")).isEqualTo("absent");
  }
}
