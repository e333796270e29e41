package dev.steward.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.steward.core.check.Checked;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.Protocol;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.ServiceRoute;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteAssemblyTest {

  private static final EndpointConditions READY = new EndpointConditions(true, true, false);
  private static final EndpointConditions STARTING = new EndpointConditions(false, false, false);
  private static final EndpointConditions LEAVING = new EndpointConditions(false, true, true);
  private static final EndpointConditions GONE = new EndpointConditions(false, false, true);

  @Test
  void a_service_has_the_ready_pods_of_the_revision_it_leads_to() {
    assertThat(
            answering(
                slice("minilm", "minilm-2", "10.0.0.2", READY),
                slice("minilm", "minilm-1", "10.0.0.1", READY)))
        .containsExactly("10.0.0.2");
  }

  @Test
  void the_old_revision_answers_until_the_new_one_is_known_to_be_ready() {
    assertThat(
            answering(
                slice("minilm", "minilm-2", "10.0.0.2", STARTING),
                slice("minilm", "minilm-1", "10.0.0.1", READY)))
        .containsExactly("10.0.0.1");
  }

  @Test
  void a_pod_on_its_way_out_answers_while_nobody_else_does() {
    assertThat(
            answering(
                slice("minilm", "minilm-2", "10.0.0.2", STARTING),
                slice("minilm", "minilm-1", "10.0.0.1", LEAVING)))
        .containsExactly("10.0.0.1");
    assertThat(answering(slice("minilm", "minilm-1", "10.0.0.1", GONE))).isEmpty();
  }

  @Test
  void a_gateway_is_led_to_by_what_the_operator_wrote_alone() {
    var slice = slice("minilm", "minilm", "10.0.0.2", READY);
    assertThat(RouteAssembly.leadsTo(slice, "10.0.0.2")).isFalse();
    slice.getMetadata().getLabels().put("endpointslice.kubernetes.io/managed-by", "steward");
    assertThat(RouteAssembly.leadsTo(slice, "10.0.0.2")).isTrue();
    assertThat(RouteAssembly.leadsTo(slice, "10.0.0.3")).isFalse();
    slice.getEndpoints().getFirst().setConditions(LEAVING);
    assertThat(RouteAssembly.leadsTo(slice, "10.0.0.2")).isFalse();
  }

  @Test
  void nobody_elses_pods_stand_in() {
    assertThat(
            answering(
                slice("other", "other-1", "10.0.0.9", READY),
                // The gateways' own slice of the service: of no revision.
                new EndpointSliceBuilder(slice("minilm", "minilm", "10.0.0.8", READY))
                    .editMetadata()
                    .removeFromLabels("steward.dev/revision")
                    .endMetadata()
                    .build()))
        .isEmpty();
  }

  @Test
  void the_pods_of_farther_pools_are_known_as_such() {
    var revision =
        new ServingConfig.Revision(
            "minilm-2",
            100,
            "minilm-2-edge",
            Optional.of(new ServingConfig.Spill(8, List.of("minilm-2-cloud"))));
    var route =
        route(
            revision,
            slice("minilm", "minilm-2-cloud", "10.1.0.1", READY),
            slice("minilm", "minilm-2-edge", "10.0.0.1", READY));
    assertThat(route.ready(revision))
        .extracting(PodAddress::host, PodAddress::distance)
        .containsExactly(tuple("10.0.0.1", 0), tuple("10.1.0.1", 1));
  }

  private static List<String> answering(EndpointSlice... slices) {
    var route = route(new ServingConfig.Revision("minilm-2", 100, "minilm-2"), slices);
    return route.config().revisions().stream()
        .flatMap(revision -> route.ready(revision).stream())
        .map(PodAddress::host)
        .toList();
  }

  @Test
  void a_port_for_grpc_is_told_where_the_slice_has_one() {
    var plain = slice("minilm", "minilm-1", "10.0.0.1", READY);
    var speaking =
        new EndpointSliceBuilder(slice("minilm", "minilm-1", "10.0.0.2", READY))
            .editMetadata()
            .withName("minilm-1-y")
            .endMetadata()
            .addNewPort()
            .withName("grpc")
            .withPort(9000)
            .endPort()
            .build();
    var revision = new ServingConfig.Revision("minilm-1", 100, "minilm-1");
    assertThat(route(revision, plain, speaking).ready(revision))
        .extracting(PodAddress::host, pod -> pod.speaks(Protocol.GRPC))
        .containsExactlyInAnyOrder(tuple("10.0.0.1", false), tuple("10.0.0.2", true));
    assertThat(route(revision, speaking).ready(revision).getFirst().port(Protocol.GRPC))
        .isEqualTo(9000);
  }

  private static ServiceRoute route(ServingConfig.Revision revision, EndpointSlice... slices) {
    var config =
        new ServingConfig(
            new ServiceId("team-a", "minilm", "uid"),
            new GatewayPort(20000),
            "minilm",
            List.of(),
            Duration.ofSeconds(60),
            Optional.empty(),
            List.of(revision));
    var read = new RouteAssembly.ReadConfig("team-a.minilm", "2026", Checked.valid(config));
    return RouteAssembly.assemble(List.of(read), List.of(slices)).routes().services().getFirst();
  }

  private static EndpointSlice slice(
      String service, String revision, String address, EndpointConditions conditions) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(revision + "-x")
        .withNamespace("team-a")
        .addToLabels(
            Map.of(
                RouteAssembly.SERVICE_NAME,
                revision,
                "steward.dev/service",
                service,
                "steward.dev/revision",
                revision))
        .endMetadata()
        .addNewPort()
        .withName("http")
        .withPort(8080)
        .endPort()
        .addNewEndpoint()
        .withAddresses(address)
        .withConditions(conditions)
        .endEndpoint()
        .build();
  }
}
