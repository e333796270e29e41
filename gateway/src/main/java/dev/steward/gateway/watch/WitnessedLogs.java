package dev.steward.gateway.watch;

import dev.steward.gateway.evidence.Witnessed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Optional;

/** What the operator remembers of evidence logs, in a ConfigMap that it alone writes. */
public final class WitnessedLogs implements Witnessed {
  private static final String NAME = "steward-audit-witness";

  private final KubernetesClient client;
  private final String home;

  /**
   * @param home Steward's namespace
   */
  public WitnessedLogs(KubernetesClient client, String home) {
    this.client = client;
    this.home = home;
  }

  @Override
  public Optional<String> read(String gateway) throws IOException {
    try {
      return Optional.ofNullable(client.configMaps().inNamespace(home).withName(NAME).get())
          .flatMap(map -> Optional.ofNullable(map.getData()))
          .flatMap(notes -> Optional.ofNullable(notes.get(gateway)));
    } catch (KubernetesClientException e) {
      throw new IOException("ConfigMap " + NAME + ": " + e.getMessage(), e);
    }
  }
}
