package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.World.RunningOperator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that somebody adds to a service's lead nobody past the gateways. */
class StrayAddressesIT {

  private final World world = new World();
  private final RunningOperator operator = world.leadingOperator("a");

  @BeforeEach
  void serve() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var _ = world.applyExample("embedding");
    World.await("it is planned", () -> !world.made("minilm").isEmpty());
  }

  @AfterEach
  void close() {
    world.close();
  }

  private HasMetadata write(String yaml) {
    return world
        .client
        .resource(yaml)
        .inNamespace(world.tenant)
        .fieldManager("somebody")
        .serverSideApply();
  }

  private HasMetadata slice(String service, String owners) {
    return write(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: %1$s-added
          labels: {kubernetes.io/service-name: %1$s}
          ownerReferences: [%2$s]
        addressType: IPv4
        ports: [{port: 80}]
        endpoints: [{addresses: [10.9.9.9]}]
        """
            .formatted(service, owners));
  }

  private boolean isGone(HasMetadata object) {
    return world.client.resource(object).get() == null;
  }

  private List<String> told() {
    return world.client.events().v1().events().inNamespace(world.tenant).list().getItems().stream()
        .filter(event -> "DriftRepaired".equals(event.getReason()))
        .map(event -> event.getNote())
        .toList();
  }

  @Test
  void a_slice_that_names_the_clients_service_is_deleted_and_told() {
    var others = slice("mine", "");
    var added = slice("minilm", "");
    World.await("it is gone", () -> isGone(added));
    World.await(
        "it is told",
        () ->
            told()
                .contains(
                    "EndpointSlice minilm-added, written by somebody, led clients past the gateways"
                        + " and is deleted."));
    assertThat(isGone(others)).as("of a Service of their own").isFalse();
    assertThat(operator.meters().find("steward.drift").tag("kind", "EndpointSlice").counters())
        .isNotEmpty();
  }

  @Test
  void one_that_was_there_before_the_service_is_found_too() {
    var added = slice("early", "");
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: early}
            spec:
              model: {uri: 'pvc://models/minilm'}
            """);
    World.await("it is gone", () -> isGone(added));
  }

  @Test
  void one_of_a_service_that_isnt_stewards_stays() {
    var _ =
        write(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: taken}
            spec: {ports: [{port: 80}]}
            """);
    var added = slice("taken", "");
    var _ =
        world.apply(
            """
            apiVersion: steward.dev/v1alpha1
            kind: ModelService
            metadata: {name: taken}
            spec:
              model: {uri: 'pvc://models/minilm'}
            """);
    var _ = world.awaitReason("taken", "NameInUse");
    assertThat(isGone(added)).isFalse();
  }

  @Test
  void of_a_slice_that_repeats_endpoints_the_endpoints_are_deleted() {
    var endpoints =
        write(
            """
            apiVersion: v1
            kind: Endpoints
            metadata: {name: minilm}
            subsets: [{addresses: [{ip: 10.9.9.9}], ports: [{port: 80}]}]
            """);
    var slice =
        (EndpointSlice)
            slice(
                "minilm",
                "{apiVersion: v1, kind: Endpoints, name: minilm, uid: %s, controller: true}"
                    .formatted(endpoints.getMetadata().getUid()));
    World.await("they are gone", () -> isGone(endpoints));
    // Kubernetes' garbage collector, which doesn't run here, would take it.
    var _ = world.client.resource(slice).delete();
    World.await(
        "it is told", () -> told().stream().anyMatch(told -> told.startsWith("Endpoints minilm")));
  }
}
