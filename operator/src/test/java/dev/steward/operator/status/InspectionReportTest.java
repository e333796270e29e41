package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.InspectedModel;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ModelServiceStatus;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.Services;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.observe.InspectionPodFacts;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.observe.PodTrouble;
import dev.steward.operator.plan.Inspection;
import dev.steward.operator.plan.InspectionAttempt;
import dev.steward.operator.plan.InspectionAttempt.Outcome;
import dev.steward.operator.plan.ModelOf;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.Planner;
import dev.steward.operator.plan.SeenGroups;
import dev.steward.operator.plan.ServiceSettings;
import dev.steward.operator.policy.Restraint;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Terms;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a service's owner is told while the facts of its model are read. */
class InspectionReportTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ModelFacts FACTS = ModelOf.layers(4, 10);

  private final ModelService service = Services.service("{model: {uri: 'pvc://models/minilm'}}");
  private final List<InspectionPodFacts> pods = new ArrayList<>();

  private Inspection inspection = new Inspection.Reading("5d9c7f2b", 1);

  private void pod(int number, Outcome outcome, Optional<PodTrouble> trouble) {
    pods.add(
        new InspectionPodFacts(
            new PodFacts(
                "minilm-inspect-5d9c7f2b-" + number,
                "",
                State.WAITING,
                trouble,
                Map.of(),
                NOW,
                Optional.empty()),
            new InspectionAttempt("5d9c7f2b", number, outcome)));
  }

  private Report report() {
    var settings =
        ServiceSettings.of(service).orThrow(wrong -> new IllegalStateException(wrong.message()));
    var observed =
        new Observed(
            service,
            Optional.of(new GatewayPort(20001)),
            Optional.empty(),
            List.of(),
            List.of(),
            pods,
            Map.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            Map.of(),
            Ruling.UNGOVERNED,
            Optional.empty(),
            NOW);
    var planned =
        new Planner(new PlanSettings("steward", "runtime:1"))
            .plan(
                settings,
                new Planner.Present(
                    new GatewayPort(20001),
                    List.of(),
                    List.of(),
                    List.of(),
                    SeenGroups.NONE,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Terms.FREE,
                    NOW));
    var plan =
        new dev.steward.operator.plan.Plan(
            planned.service(),
            planned.objects(),
            planned.serving(),
            planned.runtime(),
            planned.revision(),
            Optional.empty(),
            planned.rollout(),
            inspection,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            Restraint.NONE,
            planned.asked(),
            Optional.empty(),
            Map.of());
    return Reporter.report(
        observed, new Decision.Planned(settings, plan), List.of(), AuditHealth.UNKNOWN);
  }

  private static Condition ready(Report report) {
    var conditions = report.status().conditions();
    assertThat(conditions).isNotNull();
    return conditions.stream().filter(c -> c.getType().equals("Ready")).findFirst().orElseThrow();
  }

  @Test
  void while_a_pod_reads_them_the_service_is_on_its_way() {
    pod(1, new Outcome.Underway(), Optional.empty());
    var ready = ready(report());
    assertThat(ready.getReason()).isEqualTo("Inspecting");
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getMessage()).contains("minilm-inspect-5d9c7f2b-1", "pvc://models/minilm");
  }

  @Test
  void what_they_are_is_kept_in_the_status() {
    inspection = new Inspection.Found("5d9c7f2b", FACTS, 1);
    var model = report().status().model();
    assertThat(model).isNotNull();
    assertThat(model.name()).as("nothing answers yet").isNull();
    var stored = InspectedModel.of("5d9c7f2b", Optional.empty(), FACTS);
    assertThat(model.facts()).isEqualTo(stored);
    assertThat(stored.facts()).contains(FACTS);
  }

  private void fail() {
    inspection = new Inspection.Paused("5d9c7f2b", 1, NOW.plusSeconds(7));
    pod(
        1,
        new Outcome.Failed(NOW),
        Optional.of(
            new PodTrouble.Ended(
                "Error", 1, "{\"code\":\"model_missing\",\"message\":\"no file; put one\"}")));
  }

  @Test
  void a_pod_that_failed_is_told_in_the_runtime_s_own_words_and_tried_again() {
    fail();
    var report = report();
    assertThat(ready(report).getReason()).isEqualTo("ModelMissing");
    assertThat(ready(report).getMessage()).contains("no file; put one. It is tried again.");
    assertThat(report.lookAgain()).contains(Duration.ofSeconds(7));
  }

  @Test
  void the_next_try_tells_the_last_failure_until_it_has_its_own_and_the_text_doesn_t_grow() {
    fail();
    service.setStatus(report().status());
    inspection = new Inspection.Reading("5d9c7f2b", 2);
    pod(2, new Outcome.Underway(), Optional.empty());
    var next = report();
    assertThat(ready(next).getReason()).isEqualTo("ModelMissing");
    assertThat(next.events()).isEmpty();
    assertThat(next.status()).isEqualTo(service.getStatus());
  }

  @Test
  void an_image_that_knows_no_inspection_is_named() {
    inspection = new Inspection.Paused("5d9c7f2b", 1, NOW.plusSeconds(7));
    pod(
        1,
        new Outcome.Failed(NOW),
        Optional.of(new PodTrouble.Ended("Completed", 0, "usage: serve MODEL")));
    var ready = ready(report());
    assertThat(ready.getReason()).isEqualTo("RuntimeMisconfigured");
    assertThat(ready.getMessage()).contains("spec.runtime.image", "use a runtime of this version");
  }

  @Test
  void what_keeps_the_pod_from_starting_is_told() {
    pod(
        1,
        new Outcome.Underway(),
        Optional.of(new PodTrouble.Unschedulable("persistentvolumeclaim \"models\" not found")));
    assertThat(ready(report()).getReason()).isEqualTo("VolumeMissing");
  }

  @Test
  void facts_that_nothing_needs_any_more_leave_the_status() {
    service.setStatus(
        new ModelServiceStatus(
            3L,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new ModelServiceStatus.ServedModel(
                null, null, null, null, InspectedModel.of("old", Optional.empty(), FACTS), null),
            null,
            null,
            null,
            null));
    inspection = new Inspection.Unneeded();
    assertThat(report().status().model()).isNull();
  }
}
