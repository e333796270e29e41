package dev.steward.operator.policy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The chart's admission policies on an API server. */
final class Admission {

  /** The user that the rules take for the operator. */
  static final String OPERATOR = "system:serviceaccount:steward-system:steward-operator";

  /** The user that the rules take for the gateways. */
  static final String GATEWAY = "system:serviceaccount:steward-system:steward-gateway";

  private static final Path CHART = Path.of("../helm/steward/files/admission");
  private static final Pattern BETWEEN = Pattern.compile("^---$", Pattern.MULTILINE);

  private Admission() {}

  static void install(KubernetesClient client) {
    try (var files = Files.list(CHART)) {
      for (var file : files.sorted().toList()) {
        var text =
            Files.readString(file)
                .replace("STEWARD_OPERATOR_USER", OPERATOR)
                .replace("STEWARD_GATEWAY_USER", GATEWAY)
                .replace("STEWARD_NAMESPACE", "steward-system");
        for (var document : BETWEEN.splitAsStream(text).toList()) {
          var _ = client.resource(generic(client, document)).forceConflicts().serverSideApply();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GenericKubernetesResource generic(KubernetesClient client, String yaml) {
    return client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
  }
}
