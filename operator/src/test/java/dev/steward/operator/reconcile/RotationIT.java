package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.core.policy.Obligations.Intake;
import dev.steward.core.policy.PolicyDigest;
import dev.steward.core.policy.PolicyInForce;
import dev.steward.operator.load.ReportServer;
import dev.steward.operator.plan.Names;
import dev.steward.operator.reconcile.World.RunningOperator;
import dev.steward.operator.rotation.Rotation;
import dev.steward.operator.trust.OwnCredentials;
import dev.steward.protocol.report.EvidenceAnswer;
import dev.steward.protocol.report.PolicyAnswer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Gateways that don't run what was written, on a real API server and over the real line. */
@Order(1)
class RotationIT {

  private static final String ONE = "10.9.0.1";
  private static final String TWO = "10.9.0.2";

  private final World world = new World();
  private final AtomicInteger port = new AtomicInteger();
  private RunningOperator operator;
  private ReportServer line;
  private ReportingGateway one;
  private ReportingGateway two;

  @BeforeEach
  void begin() throws IOException {
    var _ = world.gateway("steward-gateway-0", ONE);
    var _ = world.gateway("steward-gateway-1", TWO);
    operator = world.leadingOperator("a");
    line = listen(operator);
    one = new ReportingGateway(world.client, world.home, "steward-gateway-0", port::get);
    two = new ReportingGateway(world.client, world.home, "steward-gateway-1", port::get);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    line.close();
    world.close();
  }

  private ReportServer listen(RunningOperator leader) throws IOException {
    var server =
        ReportServer.start(
            0,
            new OwnCredentials(leader.process().authority().orElseThrow(), world.clock).context(),
            new ReportServer.Takers(
                load -> {},
                evidence -> new EvidenceAnswer(0, OptionalLong.empty()),
                report ->
                    new PolicyAnswer(
                        leader.running().take(report),
                        leader.process().against(report.gateway()))));
    port.set(server.port());
    return server;
  }

  /** A policy of the tenant's over its services. */
  private void govern(String spec) {
    var policy =
        world
            .client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: steward.dev/v1alpha1
                kind: CompliancePolicy
                metadata: {name: own}
                spec: {%s}
                """
                    .formatted(spec),
                CompliancePolicy.class);
    policy.getMetadata().setNamespace(world.tenant);
    var _ = world.client.resource(policy).forceConflicts().serverSideApply();
  }

  private void serve() {
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: minilm}
            spec: {model: {uri: 'pvc://models/minilm'}, scaling: {mode: Fixed, replicas: 1}}
            """);
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
  }

  private Optional<PolicyInForce> written() {
    return world
        .servingConfig("minilm")
        .flatMap(config -> Optional.ofNullable(config.getSpec().policy()))
        .map(policy -> new PolicyInForce(new PolicyDigest(policy.digest()), Intake.OPEN));
  }

  private Map<String, PolicyInForce> now() {
    return Map.of(world.service("minilm").getMetadata().getUid(), written().orElseThrow());
  }

  private EndpointSlice slice() {
    return world
        .client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(world.tenant)
        .withName("minilm-gateways")
        .get();
  }

  private Set<String> addresses() {
    return Optional.ofNullable(slice().getEndpoints()).stream()
        .flatMap(List::stream)
        .flatMap(endpoint -> endpoint.getAddresses().stream())
        .collect(Collectors.toSet());
  }

  private void awaitAddresses(String what, String... addresses) {
    World.await(what, () -> addresses().equals(Set.of(addresses)));
  }

  private void awaitRunning(String status, String reason) {
    World.await(
        "PolicyRunning is %s, %s".formatted(status, reason),
        () ->
            world
                .condition("minilm", "PolicyRunning")
                .filter(c -> c.getStatus().equals(status) && c.getReason().equals(reason))
                .isPresent());
  }

  private Optional<Condition> running() {
    var policy =
        world.client.resources(CompliancePolicy.class).inNamespace(world.tenant).withName("own");
    return Optional.ofNullable(policy.get().getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .flatMap(all -> all.stream().filter(c -> c.getType().equals("Running")).findFirst());
  }

  private void awaitPolicy(String status, String reason) {
    World.await(
        "Running of the policy is %s, %s".formatted(status, reason),
        () ->
            running()
                .filter(c -> c.getStatus().equals(status) && c.getReason().equals(reason))
                .isPresent());
  }

  private void awaitEvent(String reason) {
    World.await(
        "an event " + reason,
        () ->
            world.client.events().v1().events().inNamespace(world.home).list().getItems().stream()
                .anyMatch(event ->
                    reason.equals(event.getReason())
                        && "steward-gateway-1".equals(event.getRegarding().getName())));
  }

  private double shown(String name, String... tags) {
    return Objects.requireNonNull(operator.meters().find(name).tags(tags).gauge()).value();
  }

  /** A first policy, which both run. */
  private void settle() {
    serve();
    govern("enforcement: Deny, audit: {onFailure: FailClosed}");
    World.await("it is written", () -> written().isPresent());
    one.runs(now());
    two.runs(now());
    awaitRunning("True", "EveryGateway");
  }

  /** The policy is edited, the first gateway follows, and time goes by. */
  private void lag() {
    settle();
    var before = written();
    govern("enforcement: Deny, audit: {onFailure: FailOpen}");
    World.await("it is written", () -> !written().equals(before));
    one.runs(now());
    World.await("it is seen", () -> shown("steward.policy.services", "state", "lagging") == 1);
    assertThat(addresses()).containsExactlyInAnyOrder(ONE, TWO);
    world.pass(Rotation.GRACE);
    awaitAddresses("the one that lags is out", ONE);
  }

  @Test
  void one_that_lags_gets_no_requests_is_told_of_and_comes_back_by_itself() {
    lag();
    awaitRunning("False", "GatewayBehind");
    assertThat(world.condition("minilm", "PolicyRunning").orElseThrow().getMessage())
        .startsWith("steward-gateway-1: not on the policies that were written.");
    assertThat(slice().getMetadata().getAnnotations()).containsEntry(Names.BARRED, TWO);
    World.await("it is told itself", () -> two.behind().size() == 1);
    assertThat(one.behind()).isEmpty();
    awaitEvent("PolicyBehind");
    awaitPolicy("False", "GatewayBehind");
    assertThat(running().orElseThrow().getMessage())
        .startsWith("Gateways run it for 0 of 1 services.")
        .endsWith("Not on it: steward-gateway-1.");
    assertThat(shown("steward.policy.lag.seconds")).isGreaterThanOrEqualTo(5);

    two.runs(now());
    awaitAddresses("it is back", ONE, TWO);
    awaitRunning("True", "EveryGateway");
    awaitPolicy("True", "EveryGateway");
    awaitEvent("PolicyCaughtUp");
    World.await("nothing is against it", () -> two.behind().isEmpty());
    assertThat(shown("steward.policy.lag.seconds")).isZero();
    assertThat(shown("steward.policy.services", "state", "running")).isEqualTo(1);
    assertThat(slice().getMetadata().getAnnotations()).doesNotContainKey(Names.BARRED);
    var _ = world.awaitReason("minilm", "Serving");
  }

  @Test
  void where_a_policy_denies_no_gateway_is_left_rather_than_one_that_lags() {
    lag();
    one.runs(Map.of());
    awaitAddresses("nobody is left");
    var _ = world.awaitReason("minilm", "GatewaysBarred");
    assertThat(World.settled(operator::calls)).isEqualTo(operator.calls());
    one.runs(now());
    awaitAddresses("one is back", ONE);
    var _ = world.awaitReason("minilm", "Serving");
  }

  @Test
  void an_operator_that_has_just_begun_lets_nobody_back_in_and_puts_nobody_out()
      throws IOException {
    lag();
    two.close();
    line.close();
    operator.process().close();

    operator = world.leadingOperator("b");
    World.await("it has looked", () -> operator.reconciles() > 0);
    World.await("it has looked", () -> !Double.isNaN(shown("steward.policy.lag.seconds")));
    assertThat(World.settled(this::addresses)).containsExactly(ONE);
    line = listen(operator);
    two = new ReportingGateway(world.client, world.home, "steward-gateway-1", port::get);
    two.runs(now());
    awaitAddresses("it is back", ONE, TWO);
  }

  @Test
  void while_gateways_say_that_nothing_has_changed_nothing_is_written() {
    settle();
    awaitPolicy("True", "EveryGateway");
    var calls = World.settled(operator::calls);
    var reconciles = operator.reconciles();
    var heard = operator.running().of("steward-gateway-0");
    World.await("they go on", () -> !operator.running().of("steward-gateway-0").equals(heard));
    assertThat(World.settled(operator::calls)).isEqualTo(calls);
    assertThat(operator.reconciles()).isEqualTo(reconciles);
  }

  @Test
  void an_edit_that_every_gateway_follows_writes_no_status_twice() {
    settle();
    awaitPolicy("True", "EveryGateway");
    var before = written();
    var statuses = Optional.ofNullable(operator.calls().get("apply ModelService/status"));
    govern("enforcement: Deny, audit: {onFailure: FailOpen}");
    World.await("it is written", () -> !written().equals(before));
    one.runs(now());
    two.runs(now());
    var calls = World.settled(operator::calls);
    // One for the digest that it bears, and none for how it spreads.
    assertThat(calls.get("apply ModelService/status")).isEqualTo(statuses.orElse(0.0) + 1);
    assertThat(List.of(ONE, TWO)).allMatch(addresses()::contains);
  }
}
