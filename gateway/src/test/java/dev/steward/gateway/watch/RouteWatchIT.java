package dev.steward.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ServingConfigResource;
import dev.steward.api.v1alpha1.ServingConfigSpec;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.TestPods;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch against a real API server. */
class RouteWatchIT {
  private static final Map<String, String> OURS = Map.of("app.kubernetes.io/managed-by", "steward");

  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig())).build();
  private final AtomicReference<Routes> seen = new AtomicReference<>(Routes.none());
  private final String home = "steward-" + UUID.randomUUID().toString().substring(0, 8);
  private final String tenant = "tenant-" + UUID.randomUUID().toString().substring(0, 8);

  private static File kubeconfig() {
    var path = System.getenv("STEWARD_TEST_KUBECONFIG");
    if (path == null) {
      throw new AssertionError(
          "STEWARD_TEST_KUBECONFIG isn't set: run ./dev/test it, which starts an API server");
    }
    return new File(path);
  }

  @BeforeEach
  void prepare() throws Exception {
    try (var definition =
        Files.newInputStream(
            Path.of("../helm/steward/files/crds/servingconfigs.steward.dev-v1alpha1.yaml"))) {
      client.load(definition).serverSideApply();
    }
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("servingconfigs.steward.dev")
        .waitUntilCondition(
            definition ->
                definition != null
                    && definition.getStatus() != null
                    && definition.getStatus().getConditions() != null
                    && definition.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                            "Established".equals(condition.getType())
                                && "True".equals(condition.getStatus())),
            30,
            TimeUnit.SECONDS);
    for (var name : List.of(home, tenant)) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
  }

  @AfterEach
  void cleanUp() {
    client.namespaces().withName(home).delete();
    client.namespaces().withName(tenant).delete();
    client.close();
  }

  @Test
  void a_service_gets_and_loses_its_pods_as_the_kubelet_sees_them() throws Exception {
    var port = TestPods.freePort();
    client.resource(config("minilm", port)).create();
    try (var watch = start(Optional.empty())) {
      TestPods.await(() -> watch.synced() && seen.get().onPort(port.number()).isPresent());
      assertThat(pods(port)).isEmpty();

      client.resource(slice("minilm", List.of("10.0.0.1", "10.0.0.2"))).create();
      TestPods.await(() -> pods(port).size() == 2);
      assertThat(pods(port))
          .containsExactlyInAnyOrder(
              new PodAddress("10.0.0.1", 8080), new PodAddress("10.0.0.2", 8080));

      client.resource(slice("minilm", List.of("10.0.0.2"))).update();
      TestPods.await(() -> pods(port).equals(List.of(new PodAddress("10.0.0.2", 8080))));

      client.resource(config("minilm", port)).delete();
      TestPods.await(() -> seen.get().services().isEmpty());
    }
  }

  @Test
  void a_hundred_changes_at_once_end_in_the_last_state() throws Exception {
    var port = TestPods.freePort();
    client.resource(config("minilm", port)).create();
    try (var _ = start(Optional.of(tenant))) {
      client.resource(slice("minilm", List.of("10.0.0.1"))).create();
      for (var i = 0; i < 100; i++) {
        client.resource(slice("minilm", List.of("10.0.1." + i))).update();
      }
      TestPods.await(() -> pods(port).equals(List.of(new PodAddress("10.0.1.99", 8080))));
    }
  }

  @Test
  void what_another_tool_or_namespace_made_isn_t_seen() throws Exception {
    var port = TestPods.freePort();
    client.resource(config("minilm", port)).create();
    var foreign = slice("minilm", List.of("10.0.0.9"));
    foreign.getMetadata().setLabels(Map.of(RouteAssembly.SERVICE_NAME, "minilm-1"));
    client.resource(foreign).create();
    var elsewhere = slice("minilm", List.of("10.0.0.8"));
    elsewhere.getMetadata().setNamespace(home);
    client.resource(elsewhere).create();
    try (var watch = start(Optional.empty())) {
      TestPods.await(watch::synced);
      assertThat(pods(port)).isEmpty();
    }
  }

  @Test
  void a_config_that_can_t_be_read_is_left_out_and_the_others_are_served() throws Exception {
    var port = TestPods.freePort();
    var broken = config("broken", TestPods.freePort());
    var spec = broken.getSpec();
    broken.setSpec(
        new ServingConfigSpec(
            spec.service(),
            spec.port(),
            spec.model(),
            spec.hostnames(),
            new ServingConfigSpec.Timeouts("soon"),
            spec.hold(),
            spec.revisions(),
            spec.podTls(),
            spec.sharding(),
            spec.task(),
            spec.policy(),
            null));
    client.resource(broken).create();
    client.resource(config("minilm", port)).create();
    try (var _ = start(Optional.empty())) {
      TestPods.await(() -> seen.get().onPort(port.number()).isPresent());
      assertThat(seen.get().services()).hasSize(1);
    }
  }

  private RouteWatch start(Optional<String> services) {
    return RouteWatch.start(client, new WatchScope(home, services), seen::set);
  }

  private List<PodAddress> pods(GatewayPort port) {
    return seen.get()
        .onPort(port.number())
        .map(route -> route.ready(route.config().revisions().getFirst()))
        .orElse(List.of());
  }

  private ServingConfigResource config(String name, GatewayPort port) {
    var resource = new ServingConfigResource();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withName(tenant + "." + name)
            .withNamespace(home)
            .withLabels(OURS)
            .build());
    resource.setSpec(
        ServingConfigSpec.of(
            new ServingConfig(
                new ServiceId(tenant, name, "uid-" + name),
                port,
                name,
                List.of(),
                Duration.ofSeconds(60),
                Optional.empty(),
                List.of(new ServingConfig.Revision(name + "-1", 100, name + "-1")))));
    return resource;
  }

  private EndpointSlice slice(String name, List<String> addresses) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withName(name + "-1-abcde")
            .withNamespace(tenant)
            .addToLabels(OURS)
            .addToLabels(RouteAssembly.SERVICE_NAME, name + "-1")
            .endMetadata()
            .withAddressType("IPv4")
            .addNewPort()
            .withName("http")
            .withPort(8080)
            .endPort()
            .addNewEndpoint()
            .withAddresses("10.9.9.9")
            .withNewConditions()
            .withReady(false)
            .endConditions()
            .endEndpoint()
            .build();
    for (var address : addresses) {
      slice
          .getEndpoints()
          .add(
              new EndpointBuilder()
                  .withAddresses(address)
                  .withNewConditions()
                  .withReady(true)
                  .endConditions()
                  .build());
    }
    return slice;
  }
}
