package dev.steward.operator.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.PolicyStatus;
import dev.steward.core.policy.Enforcement;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.core.policy.PolicySource;
import dev.steward.operator.Services;
import dev.steward.operator.enforce.Enforcing.Trouble;
import dev.steward.operator.policy.Governed;
import dev.steward.operator.policy.PolicyFiles;
import dev.steward.operator.policy.Ruling;
import dev.steward.operator.policy.Ruling.Presence;
import dev.steward.operator.rotation.Board;
import dev.steward.operator.rotation.Gateway;
import dev.steward.operator.rotation.Gateway.Readiness;
import dev.steward.operator.rotation.Gateway.Told;
import dev.steward.operator.rotation.GovernedService;
import dev.steward.operator.rotation.Rotation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCountTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Enforcing IN_PLACE =
      new Enforcing(Optional.empty(), List.of(), List.of(), List.of());
  private static final PolicyCount DENY =
      new PolicyCount(new PolicySource.OfCluster("eu"), Enforcing.Scope.CLUSTER, Enforcement.DENY);

  private static Governed governed(String policies) {
    var ruling =
        Ruling.of(
            Services.service("{model: {uri: 'pvc://models/m'}}"),
            PolicyFiles.over(
                PolicyFiles.ofCluster("eu", policies),
                PolicyFiles.ofTeam("eu", "{enforcement: Warn, provenance: {digest: true}}")),
            Presence.MADE,
            Optional.empty(),
            NOW);
    return Governed.of(ruling, Optional.of(ruling.standing().digest()));
  }

  private static PolicyStatus status(Enforcing enforcing, Governed... found) {
    return DENY.status(null, enforcing, byUid(found), Optional.empty(), 2, NOW);
  }

  /** The first one's uid is 0. */
  private static Map<String, Governed> byUid(Governed... found) {
    var all = new TreeMap<String, Governed>();
    for (var i = 0; i < found.length; i++) {
      all.put(String.valueOf(i), found[i]);
    }
    return all;
  }

  private static Board board(Map<String, Governed> services, Map<String, Instant> told) {
    var written =
        services.entrySet().stream()
            .map(each ->
                new GovernedService(
                    each.getKey(),
                    each.getValue().written().map(digest -> new PolicyInForce(digest, Intake.OPEN)),
                    each.getValue().bond(),
                    Set.of()))
            .toList();
    var begun = Board.EMPTY.next(written, List.of(gateway(services, Set.of(), NOW)), NOW);
    var at = told.values().stream().max(Instant::compareTo).orElse(NOW);
    return begun.next(written, List.of(gateway(services, told.keySet(), at)), at);
  }

  private static Gateway gateway(Map<String, Governed> services, Set<String> told, Instant at) {
    var running = new TreeMap<String, PolicyInForce>();
    told.forEach(uid ->
        Optional.ofNullable(services.get(uid))
            .flatMap(Governed::written)
            .ifPresent(digest -> running.put(uid, new PolicyInForce(digest, Intake.OPEN))));
    return new Gateway("g-1", "10.0.0.1", Readiness.READY, Optional.of(new Told(at, running)));
  }

  private static String condition(PolicyStatus status, String type) {
    return Optional.ofNullable(status.conditions()).orElseThrow().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_counts_those_that_it_selects_and_those_that_break_it_itself() {
    var status =
        status(
            IN_PLACE,
            governed("{enforcement: Deny, provenance: {digest: true}}"),
            governed("{enforcement: Deny, runtime: {denyExec: true}}"),
            governed("{enforcement: Deny, serviceSelector: {matchLabels: {no: such}}}"));

    assertThat(status.selected()).isEqualTo(2);
    assertThat(status.breaking()).isEqualTo(1);
    assertThat(status.written()).isEqualTo(2);
    assertThat(condition(status, "InUse")).isEqualTo("True Selects");
    assertThat(condition(status, "Enforced")).isEqualTo("True AdmissionInPlace");
  }

  @Test
  void it_counts_those_that_gateways_run_it_for_and_says_since_when_the_others_wait() {
    var policy = "{enforcement: Deny, audit: {onFailure: FailClosed}}";
    var services = byUid(governed(policy), governed(policy), governed(policy));

    var spreading =
        DENY.status(
            null, IN_PLACE, services, Optional.of(board(services, Map.of("0", NOW))), 2, NOW);
    assertThat(spreading.running()).isEqualTo(1);
    assertThat(condition(spreading, "Running")).isEqualTo("False Spreading");
    assertThat(message(spreading))
        .isEqualTo(
            "Gateways run it for 1 of 3 services. The one that waits longest has been without it"
                + " since 2026-01-01T00:00:00Z.");

    var late = NOW.plus(Rotation.GRACE);
    var behind =
        DENY.status(
            null, IN_PLACE, services, Optional.of(board(services, Map.of("0", late))), 2, late);
    assertThat(condition(behind, "Running")).isEqualTo("False GatewayBehind");
    assertThat(message(behind)).endsWith(" Not on it: g-1.");

    var all = Map.of("0", NOW, "1", NOW, "2", NOW);
    var done = DENY.status(null, IN_PLACE, services, Optional.of(board(services, all)), 2, NOW);
    assertThat(done.running()).isEqualTo(3);
    assertThat(condition(done, "Running")).isEqualTo("True EveryGateway");
  }

  @Test
  void what_isnt_written_yet_isnt_run() {
    var policy = "{enforcement: Deny, audit: {onFailure: FailClosed}}";
    var before = governed("{enforcement: Deny, provenance: {digest: true}}").digest();
    var stale =
        new Governed(
            governed(policy).by(),
            Set.of(),
            governed(policy).digest(),
            Optional.of(before),
            GovernedService.Bond.OBLIGED);
    var services = byUid(stale);

    var status =
        DENY.status(
            null, IN_PLACE, services, Optional.of(board(services, Map.of("0", NOW))), 2, NOW);
    assertThat(status.running()).isZero();
    assertThat(message(status))
        .isEqualTo("Gateways run it for 0 of 1 services. For 1 it isn't written yet.");
  }

  @Test
  void where_nothing_is_served_nothing_is_said_of_gateways() {
    var status = DENY.status(null, IN_PLACE, Map.of(), Optional.of(Board.EMPTY), 2, NOW);
    assertThat(Optional.ofNullable(status.conditions()).orElseThrow())
        .noneMatch(condition -> condition.getType().equals("Running"));
  }

  private static String message(PolicyStatus status) {
    return Optional.ofNullable(status.conditions()).orElseThrow().stream()
        .filter(condition -> condition.getType().equals("Running"))
        .map(condition -> condition.getMessage())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void one_that_selects_nothing_is_told_so() {
    assertThat(condition(status(IN_PLACE), "InUse")).isEqualTo("False SelectsNothing");
  }

  @Test
  void what_cant_be_seen_is_unknown() {
    var unseen = new Enforcing(Optional.of("no right to"), List.of(), List.of(), List.of());

    assertThat(condition(status(unseen), "Enforced")).isEqualTo("Unknown NotObserved");
  }

  @ParameterizedTest
  @CsvSource({
    "steward-services-deny,     False AdmissionBroken",
    "steward-services-warn,     True AdmissionInPlace",
    "steward-own-services-deny, True AdmissionInPlace"
  })
  void what_is_broken_concerns_the_policies_of_its_kind_and_level(String name, String told) {
    var broken =
        new Enforcing(
            Optional.empty(), List.of(new Trouble(name, "It was deleted.")), List.of(), List.of());

    assertThat(condition(status(broken), "Enforced")).isEqualTo(told);
  }

  @Test
  void what_was_put_back_is_remembered() {
    var repaired =
        new Enforcing(
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(new Trouble("steward-scale-deny", "It was.")));

    assertThat(condition(status(repaired), "Enforced")).isEqualTo("True AdmissionRepaired");
  }

  @Test
  void what_isnt_made_yet_isnt_in_force() {
    var awaited =
        new Enforcing(
            Optional.empty(),
            List.of(),
            List.of(new Trouble("steward-scale-deny", "It isn't made yet.")),
            List.of());

    assertThat(condition(status(awaited), "Enforced")).isEqualTo("False AdmissionAwaited");
  }
}
