package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.Leadership.State;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Services and operators come and go. */
@Order(1)
class LifeIT {

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private void serve() {
    var _ = world.applyExample("embedding");
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
  }

  @Test
  void a_service_is_ready_only_once_a_gateway_leads_to_it() {
    var _ = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "NoGateway");
    var gateway = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.awaitReason("minilm", "Serving");
    world.removePod(gateway);
    var _ = world.awaitReason("minilm", "NoGateway");
  }

  @Test
  void a_pod_that_stops_answering_is_told_within_seconds() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.leadingOperator("a");
    serve();
    var pod = world.client.pods().inNamespace(world.tenant).withName("minilm-0").get();
    world.setStatus(
        pod, World.unschedulable("0/1 nodes are available: 1 Insufficient nvidia.com/gpu."));
    var condition = world.awaitReason("minilm", "Unschedulable");
    assertThat(condition.getMessage()).contains("minilm-0").contains("Insufficient nvidia.com/gpu");
    assertThat(world.condition("minilm", "Reconciling").orElseThrow().getStatus())
        .isEqualTo("True");
  }

  @Test
  void a_name_in_use_is_told_and_nothing_is_made() {
    var service =
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace(world.tenant)
            .withName("minilm")
            .endMetadata()
            .withNewSpec()
            .withPorts(new ServicePortBuilder().withPort(8888).build())
            .endSpec()
            .build();
    var _ = world.client.resource(service).create();
    var _ = world.leadingOperator("a");
    var _ = world.applyExample("embedding");
    var condition = world.awaitReason("minilm", "NameInUse");
    assertThat(condition.getMessage()).contains("Service minilm");
    assertThat(world.condition("minilm", "Stalled").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(world.made("minilm")).isEmpty();
    var kept = world.client.resource(service).get();
    assertThat(kept.getSpec().getPorts().getFirst().getPort()).isEqualTo(8888);
    assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();

    var _ = world.client.resource(service).delete();
    World.await("the service goes on", () -> !world.made("minilm").isEmpty());
  }

  @Test
  void the_serving_config_of_a_deleted_service_is_swept_and_its_port_is_free_again() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.leadingOperator("a");
    serve();
    assertThat(world.servingConfig("minilm")).isPresent();
    var _ = world.client.resource(world.service("minilm")).delete();
    World.await("it is gone", () -> world.servingConfig("minilm").isEmpty());
  }

  @Test
  void a_service_that_was_deleted_while_no_operator_ran_is_swept() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var first = world.leadingOperator("a");
    serve();
    first.process().close();
    var _ = world.client.resource(world.service("minilm")).delete();
    var _ = world.leadingOperator("b");
    World.await("it is gone", () -> world.servingConfig("minilm").isEmpty());
  }

  @Test
  void services_made_at_once_get_ports_of_their_own() {
    var _ = world.leadingOperator("a");
    IntStream.range(0, 30)
        .parallel()
        .forEach(i -> {
          var _ =
              world.apply(
                  """
                  apiVersion: steward.dev/v1alpha1
                  kind: ModelService
                  metadata: {name: s%d}
                  spec: {model: {uri: "pvc://models/minilm"}, scaling: {replicas: 0}}
                  """
                      .formatted(i));
        });
    var names = IntStream.range(0, 30).mapToObj(i -> "s" + i).toList();
    World.await(
        "all are told to the gateways",
        () -> names.stream().allMatch(name -> world.servingConfig(name).isPresent()));
    assertThat(ports(names)).hasSize(30);
  }

  private Set<Integer> ports(List<String> names) {
    return names.stream()
        .map(name -> world.servingConfig(name).orElseThrow().getSpec().port())
        .collect(Collectors.toSet());
  }

  /** The lease would last for minutes. */
  @Test
  void one_operator_leads_and_the_other_takes_over_at_once_when_it_leaves() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var first = world.leadingOperator("a", World.LONG);
    var second = world.operator("b", World.LONG);
    serve();
    assertThat(second.process().state()).isEqualTo(State.STANDING_BY);
    assertThat(second.reconciles()).isZero();
    first.process().close();
    World.await("b leads", () -> second.process().state() == State.LEADING);
    assertThat(holder()).isEqualTo("b");
  }

  @Test
  void an_operator_that_is_gone_without_a_word_is_replaced_when_its_lease_ends() {
    var first = world.leadingOperator("a");
    var second = world.operator("b", World.QUICK);
    first.kill();
    World.await("b leads", () -> second.process().state() == State.LEADING);
  }

  @Test
  void operators_that_end_at_any_moment_leave_what_one_would_have_made() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    for (var round = 0; round < 4; round++) {
      var operator = world.leadingOperator("round-" + round);
      if (round == 0) {
        var _ = world.applyExample("tensor");
      }
      var calls = 3 * round;
      World.await(
          "some calls",
          () ->
              operator.calls().values().stream().mapToDouble(c -> c).sum() >= calls
                  || world.made("minilm-tensors").size() >= 10);
      operator.process().close();
    }
    var _ = world.leadingOperator("last");
    World.await("all is made", () -> world.made("minilm-tensors").size() == 10);
    assertThat(World.settled(() -> world.made("minilm-tensors").size())).isEqualTo(10);
    var ports = world.servingConfig("minilm-tensors").orElseThrow().getSpec().port();
    assertThat(ports).isBetween(20000, 29999);
  }

  @Test
  void a_hostname_belongs_to_the_service_that_had_it_first() {
    var _ = world.leadingOperator("a");
    var first = world.apply(withHostname("first"));
    World.await("it has it", () -> hostnames("first").equals(List.of("m.example")));
    // Creation times have whole seconds.
    World.await(
        "a later second",
        () ->
            Instant.now()
                .isAfter(Instant.parse(first.getMetadata().getCreationTimestamp()).plusSeconds(1)));
    var _ = world.apply(withHostname("second"));
    var condition = world.awaitReason("second", "HostnameInUse");
    assertThat(condition.getMessage()).contains("m.example").contains("first");
    assertThat(hostnames("second")).isEmpty();
  }

  @Test
  void a_hostname_is_taken_from_nobody_by_an_older_service() {
    var _ = world.leadingOperator("a");
    var older = world.apply(withHostname("older").replace("m.example", "other.example"));
    World.await(
        "a later second",
        () ->
            Instant.now()
                .isAfter(Instant.parse(older.getMetadata().getCreationTimestamp()).plusSeconds(1)));
    var _ = world.apply(withHostname("younger"));
    World.await("it has it", () -> hostnames("younger").equals(List.of("m.example")));
    var _ = world.apply(withHostname("older"));
    assertThat(world.awaitReason("older", "HostnameInUse").getMessage()).contains("younger");
    assertThat(hostnames("older")).isEmpty();
    assertThat(hostnames("younger")).containsExactly("m.example");

    var _ = world.client.resource(world.service("younger")).delete();
    World.await("it is handed over", () -> hostnames("older").equals(List.of("m.example")));
  }

  private static String withHostname(String name) {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: ModelService
    metadata: {name: %s}
    spec: {model: {uri: "pvc://models/minilm"}, exposure: {hostname: m.example}}
    """
        .formatted(name);
  }

  private List<String> hostnames(String name) {
    return world
        .servingConfig(name)
        .flatMap(config -> Optional.ofNullable(config.getSpec().hostnames()))
        .orElse(List.of());
  }

  @Test
  void what_no_schema_can_refuse_is_told() {
    var _ = world.leadingOperator("a");
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: odd}
            spec:
              model: {uri: "pvc://models/minilm"}
              runtime: {resources: {requests: {cpu: 4}, limits: {cpu: 500m}}}
            """);
    var condition = world.awaitReason("odd", "InvalidSpec");
    assertThat(condition.getMessage())
        .startsWith("spec.runtime.resources.requests.cpu: 4 is above");
    assertThat(world.made("odd")).isEmpty();
  }

  @Test
  void what_the_api_server_refuses_is_told_in_its_words() {
    var _ = world.leadingOperator("a");
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: odd}
            spec:
              model: {uri: "pvc://models/minilm"}
              placement: {nodeSelector: {"no label!": x}}
            """);
    var condition = world.awaitReason("odd", "ObjectRefused");
    assertThat(condition.getMessage()).contains("Deployment odd-").contains("no label!");
  }

  @Test
  void a_transition_is_told_by_an_event() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.leadingOperator("a");
    serve();
    World.await(
        "events",
        () ->
            world.client.events().v1().events().inNamespace(world.tenant).list().getItems().stream()
                .filter(event -> event.getRegarding().getKind().equals("ModelService"))
                .map(event -> event.getReason())
                .collect(Collectors.toSet())
                .equals(Set.of("Starting", "Serving")));
  }

  private String holder() {
    var lease =
        world
            .client
            .resources(Lease.class)
            .inNamespace(world.home)
            .withName(OperatorProcess.LEASE)
            .get();
    var holder = lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }
}
