package dev.steward.operator.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelServiceStatus.PoolStatus;
import dev.steward.api.v1alpha1.Placement;
import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.Services;
import dev.steward.operator.decide.Decider;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.observe.PodTrouble.Unschedulable;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import dev.steward.operator.plan.Plan;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.RevisionName;
import dev.steward.operator.plan.Tier;
import dev.steward.operator.policy.Ruling;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Stories of a service over edge and cloud: what is seen, decided, applied and told. */
class TiersReportTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String SPEC =
      "{model: {uri: 'pvc://models/minilm'}, placement: {tiers: [Edge, Cloud]}, scaling: {mode:"
          + " Fixed, replicas: 3}}";
  private static final String REVISION = RevisionName.of(Services.settings(SPEC));

  private final Decider decider = new Decider(new PlanSettings("steward", "runtime:1"));
  private List<HasMetadata> owned = List.of();
  private final List<PodFacts> pods = new ArrayList<>();
  private List<GatewayEndpoint> gateways = List.of(new GatewayEndpoint("10.0.0.1", Phase.READY));
  private Instant now = NOON;

  private Observed observed() {
    return new Observed(
        Services.service(SPEC),
        Optional.of(new GatewayPort(20001)),
        Optional.empty(),
        owned,
        pods,
        List.of(),
        Map.of(),
        gateways,
        Optional.empty(),
        List.of(),
        Map.of(),
        Ruling.UNGOVERNED,
        Optional.empty(),
        now);
  }

  private Plan decide() {
    return ((Decision.Planned) decider.decide(observed())).plan();
  }

  /** What is decided is applied; the report is of then. */
  private Report apply() {
    owned = decide().objects();
    var observed = observed();
    return Reporter.report(observed, decider.decide(observed), List.of(), AuditHealth.UNKNOWN);
  }

  private void pods(Tier tier, int ready, int unplaced) {
    pods.removeIf(pod -> pod.tier().equals(Optional.of(tier)));
    for (int i = 0; i < ready; i++) {
      pods.add(pod(tier, i, State.READY));
    }
    for (int i = 0; i < unplaced; i++) {
      var pod = pod(tier, ready + i, State.WAITING);
      pods.add(
          new PodFacts(
                  pod.name(),
                  pod.revision(),
                  pod.state(),
                  Optional.of(new Unschedulable("0/2 nodes are available: 2 Insufficient cpu.")),
                  pod.requests(),
                  pod.created(),
                  pod.readySince())
              .on(tier));
    }
  }

  private static PodFacts pod(Tier tier, int number, State state) {
    return new PodFacts(
            REVISION + "-" + tier.text() + "-" + number,
            REVISION,
            state,
            Optional.empty(),
            Map.of("cpu", "1"),
            NOON,
            Optional.of(NOON))
        .on(tier);
  }

  private Map<String, Integer> deployed() {
    var replicas = new TreeMap<String, Integer>();
    owned.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .forEach(deployment ->
            replicas.put(deployment.getMetadata().getName(), deployment.getSpec().getReplicas()));
    return replicas;
  }

  private Map<String, Integer> pools(int edge, int cloud) {
    return Map.of(REVISION + "-edge", edge, REVISION + "-cloud", cloud);
  }

  private static Condition ready(Report report) {
    return requireNonNull(report.status().conditions()).getFirst();
  }

  @Test
  void a_full_edge_is_told_and_stored_and_no_trouble_of_the_service() {
    apply();
    assertThat(deployed()).isEqualTo(pools(3, 0));
    pods(Tier.EDGE, 1, 2);
    var report = apply();
    assertThat(deployed()).isEqualTo(pools(1, 2));
    assertThat(ready(report).getReason()).isEqualTo("Starting");
    assertThat(report.lookAgain())
        .hasValueSatisfying(soon -> assertThat(soon).isLessThanOrEqualTo(Duration.ofMinutes(5)));
    pods(Tier.EDGE, 1, 0);
    pods(Tier.CLOUD, 2, 0);
    now = NOON.plusSeconds(60);
    var settled = apply();
    assertThat(deployed()).isEqualTo(pools(1, 2));
    assertThat(settled.status().pools())
        .containsExactly(
            new PoolStatus(Placement.Tier.Edge, "1/1", "2026-01-01T12:00:00Z"),
            new PoolStatus(Placement.Tier.Cloud, "2/2", null));
    assertThat(settled.status().ready()).isEqualTo("3/3");
  }

  @Test
  void what_finds_no_place_in_the_last_tier_either_is_told() {
    apply();
    pods(Tier.EDGE, 1, 2);
    apply();
    pods(Tier.EDGE, 1, 0);
    pods(Tier.CLOUD, 0, 2);
    var report = apply();
    assertThat(ready(report).getReason()).isEqualTo("Unschedulable");
    assertThat(ready(report).getMessage()).contains("No node takes pod " + REVISION + "-cloud-0");
  }

  @Test
  void gateways_are_led_to_both_pools_and_share_the_room_of_a_pod() {
    gateways =
        List.of(
            new GatewayEndpoint("10.0.0.1", Phase.READY),
            new GatewayEndpoint("10.0.0.2", Phase.READY),
            new GatewayEndpoint("10.0.0.3", Phase.READY));
    var revision = decide().serving().revisions().getFirst();
    assertThat(revision.name()).isEqualTo(REVISION);
    assertThat(revision.pools()).containsExactly(REVISION + "-edge", REVISION + "-cloud");
    // 8 requests at once, of which each of three gateways sees a third.
    assertThat(revision.spill().orElseThrow().room()).isEqualTo(3);
  }

  @Test
  void a_pods_template_is_for_its_tier_alone() {
    apply();
    assertThat(owned)
        .filteredOn(Deployment.class::isInstance)
        .extracting(object -> ((Deployment) object).getSpec().getTemplate())
        .allSatisfy(template ->
            assertThat(template.getSpec().getNodeSelector())
                .containsEntry(
                    "steward.dev/tier",
                    template.getMetadata().getLabels().get("steward.dev/tier")));
  }
}
