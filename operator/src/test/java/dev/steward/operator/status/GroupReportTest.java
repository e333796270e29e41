package dev.steward.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.GatewayPort;
import dev.steward.operator.Services;
import dev.steward.operator.decide.Decider;
import dev.steward.operator.decide.Decision;
import dev.steward.operator.evidence.AuditHealth;
import dev.steward.operator.group.Admission;
import dev.steward.operator.group.Failure;
import dev.steward.operator.group.GroupId;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.group.Member;
import dev.steward.operator.group.Member.Standing;
import dev.steward.operator.group.Restarts;
import dev.steward.operator.group.RestartsJson;
import dev.steward.operator.group.Turn;
import dev.steward.operator.observe.Observed;
import dev.steward.operator.observe.PodFacts;
import dev.steward.operator.observe.PodFacts.State;
import dev.steward.operator.plan.GatewayEndpoint;
import dev.steward.operator.plan.GatewayEndpoint.Phase;
import dev.steward.operator.plan.PlanSettings;
import dev.steward.operator.plan.RevisionName;
import dev.steward.operator.policy.Ruling;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stories of a service in one group of two: what is seen, and what its owner is told. */
class GroupReportTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SPEC =
      """
      {model: {uri: 'pvc://models/big'}, runtime: {image: 'engine:1'}, accelerator: {count: 1},
       sharding: {strategy: Tensor, size: 2}}\
      """;

  private final Decider decider = new Decider(new PlanSettings("steward", "runtime:1"));
  private final String revision = RevisionName.of(Services.settings(SPEC));
  private final GroupId group = new GroupId("team", revision + "-g0");

  private List<HasMetadata> owned = List.of();
  private List<PodFacts> pods = List.of();
  private Map<GroupId, Turn> turns = Map.of();

  private Observed observed() {
    return new Observed(
        Services.service(SPEC),
        Optional.of(new GatewayPort(20001)),
        Optional.empty(),
        owned,
        pods,
        List.of(),
        turns,
        List.of(new GatewayEndpoint("10.0.0.1", Phase.READY)),
        Optional.empty(),
        List.of(),
        Map.of(),
        Ruling.UNGOVERNED,
        Optional.empty(),
        NOW);
  }

  private Report report() {
    var observed = observed();
    return Reporter.report(observed, decider.decide(observed), List.of(), AuditHealth.UNKNOWN);
  }

  /** As if all that was decided had been applied. */
  @BeforeEach
  void apply() {
    if (decider.decide(observed()) instanceof Decision.Planned(var settings, var plan)) {
      owned = new ArrayList<>(plan.objects());
    }
  }

  private void remember(Restarts restarts) {
    owned.stream()
        .filter(StatefulSet.class::isInstance)
        .forEach(set ->
            set.getMetadata()
                .setAnnotations(Map.of(GroupNames.RESTARTS, RestartsJson.write(restarts))));
  }

  private void pods(Standing... standings) {
    pods =
        IntStream.range(0, standings.length)
            .mapToObj(index -> pod(index, standings[index]))
            .toList();
  }

  private PodFacts pod(int index, Standing standing) {
    var member =
        new Member(
            group,
            1,
            index,
            group.member(index),
            "u" + index,
            "nvidia.com/gpu",
            standing,
            standing == Standing.GATED
                ? Optional.empty()
                : Optional.of(new Admission(Set.of("u0", "u1"), NOW.minusSeconds(1))),
            Optional.empty(),
            Optional.empty(),
            standing == Standing.READY ? Optional.of(NOW) : Optional.empty());
    return new PodFacts(
        group.member(index),
        revision,
        standing == Standing.READY ? State.READY : State.WAITING,
        Optional.empty(),
        Map.of("nvidia.com/gpu", "1"),
        NOW,
        member.readySince(),
        Optional.of(member),
        Optional.empty());
  }

  private static Condition ready(Report report) {
    return condition(report, "Ready");
  }

  private static Condition condition(Report report, String type) {
    var conditions = report.status().conditions();
    assertThat(conditions).isNotNull();
    return conditions.stream().filter(c -> c.getType().equals(type)).findFirst().orElseThrow();
  }

  @Test
  void pods_that_are_made_are_counted() {
    pods(Standing.GATED);
    assertThat(ready(report()).getReason()).isEqualTo("Starting");
    assertThat(ready(report()).getMessage())
        .isEqualTo("0 of 1 groups answer; 1 of 2 pods of %s are made.".formatted(group.name()));
  }

  @Test
  void a_group_that_is_half_ready_doesnt_answer() {
    pods(Standing.READY, Standing.PLACED);
    var report = report();
    assertThat(report.status().ready()).isEqualTo("0/1");
    assertThat(report.status().replicas()).isEqualTo(1);
    assertThat(report.status().groups())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.ready()).isEqualTo("1/2");
          assertThat(told.restarts()).isZero();
          assertThat(told.lastFailure()).isNull();
        });
  }

  @Test
  void leaders_alone_are_selected_for_scaling() {
    assertThat(report().status().selector()).endsWith(",apps.kubernetes.io/pod-index=0");
  }

  @Test
  void who_is_waited_for_is_told_and_of_another_namespace_no_name() {
    pods(Standing.GATED, Standing.GATED);
    turns = Map.of(group, new Turn.Behind(new GroupId("team", "other-g0")));
    assertThat(ready(report()).getReason()).isEqualTo("AwaitingTurn");
    assertThat(ready(report()).getMessage()).contains("other-g0").contains("nvidia.com/gpu");
    assertThat(report().lookAgain().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    turns = Map.of(group, new Turn.Behind(new GroupId("secret", "other-g0")));
    assertThat(ready(report()).getMessage())
        .contains("a group of another namespace")
        .doesNotContain("other-g0");
  }

  @Test
  void a_group_without_a_place_says_what_it_asked_for_and_when_it_is_tried_again() {
    pods(Standing.GATED, Standing.GATED);
    remember(
        new Restarts(
            1,
            0,
            1,
            Optional.of(
                new Failure(
                    Failure.Kind.NotPlaced,
                    "1 of 2 pods had a node after 60 s. The scheduler says: 1 Insufficient"
                        + " nvidia.com/gpu.",
                    NOW))));
    var ready = ready(report());
    assertThat(ready.getReason()).isEqualTo("GroupNotPlaced");
    assertThat(ready.getMessage())
        .contains("no place for all its 2 pods at once")
        .contains("each asks for 1 nvidia.com/gpu")
        .contains("1 of 2 pods had a node")
        .contains("tried again at 2026-01-01T00:00:10Z");
  }

  @Test
  void a_crash_is_told_with_its_last_words_while_the_gates_are_closed() {
    pods(Standing.GATED, Standing.GATED);
    remember(new Restarts(2, 2, 0, Optional.of(new Failure(Failure.Kind.Crashed, "no NCCL", NOW))));
    assertThat(ready(report()).getReason()).isEqualTo("GroupRestarting");
    assertThat(ready(report()).getMessage()).contains("no NCCL");
    assertThat(condition(report(), "Stalled").getStatus()).isEqualTo("False");
  }

  @Test
  void a_group_that_is_given_up_on_stalls_the_service_with_its_last_words() {
    pods(Standing.GATED, Standing.GATED);
    remember(new Restarts(6, 6, 0, Optional.of(new Failure(Failure.Kind.Crashed, "no NCCL", NOW))));
    var report = report();
    assertThat(ready(report).getReason()).isEqualTo("GroupFailed");
    assertThat(ready(report).getMessage())
        .contains("6 times")
        .contains("no NCCL.")
        .contains("delete the StatefulSet " + group.name());
    assertThat(condition(report, "Stalled").getStatus()).isEqualTo("True");
    assertThat(report.status().groups())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.restarts()).isEqualTo(6);
          assertThat(told.lastFailure()).isNotNull();
        });
  }
}
