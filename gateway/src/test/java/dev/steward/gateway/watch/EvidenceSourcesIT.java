package dev.steward.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an evidence log asks the API server, asked of a real one. */
class EvidenceSourcesIT {
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig())).build();
  private final KubernetesClient nobody =
      new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder()
                  .withMasterUrl("https://127.0.0.1:1")
                  .withRequestRetryBackoffLimit(0)
                  .build())
          .build();
  private final String home = "evidence-" + UUID.randomUUID().toString().substring(0, 8);

  private static File kubeconfig() {
    var path = System.getenv("STEWARD_TEST_KUBECONFIG");
    if (path == null) {
      throw new AssertionError(
          "STEWARD_TEST_KUBECONFIG isn't set: run ./dev/test it, which starts an API server");
    }
    return new File(path);
  }

  @AfterEach
  void close() {
    client.namespaces().withName(home).delete();
    client.close();
    nobody.close();
  }

  @Test
  void the_api_server_tells_its_time() throws IOException {
    assertThat(new ApiServerClock(client).read())
        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    assertThatThrownBy(() -> new ApiServerClock(nobody).read()).isInstanceOf(IOException.class);
  }

  @Test
  void what_was_witnessed_is_read_by_the_gateways_name() throws IOException {
    var witnessed = new WitnessedLogs(client, home);
    assertThat(witnessed.read("g-0")).isEmpty();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(home).endMetadata().build())
        .create();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(home)
                .withName("steward-audit-witness")
                .endMetadata()
                .withData(Map.of("g-0", "a note"))
                .build())
        .create();
    assertThat(witnessed.read("g-0")).contains("a note");
    assertThat(witnessed.read("g-1")).isEmpty();
    assertThatThrownBy(() -> new WitnessedLogs(nobody, home).read("g-0"))
        .isInstanceOf(IOException.class);
  }
}
