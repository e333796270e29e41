package dev.steward.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.operator.plan.TracingSettings;
import dev.steward.operator.trust.IssuerReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorEnvironmentTest {

  private static final Map<String, String> LEAST =
      Map.of(
          "STEWARD_NAMESPACE", "steward",
          "STEWARD_RUNTIME_IMAGE", "runtime:1",
          "STEWARD_TASKS_IMAGE", "tasks:1");

  @Test
  void a_namespace_and_an_image_are_enough() {
    var environment =
        OperatorEnvironment.read(LEAST).orThrow(v -> new IllegalStateException(v.message()));
    assertThat(environment.adminPort()).isEqualTo(8081);
    assertThat(environment.settings().workers()).isEqualTo(8);
    assertThat(environment.settings().watched()).isEmpty();
    assertThat(environment.settings().identity()).isNotBlank();
  }

  @Test
  void cert_manager_issues_where_an_issuer_is_named() {
    var environment = new HashMap<>(LEAST);
    environment.put("STEWARD_CERT_MANAGER_ISSUER", "steward ClusterIssuer cert-manager.io");
    assertThat(OperatorEnvironment.read(environment))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().field()).isEqualTo("STEWARD_TLS"));
    environment.put("STEWARD_TLS", "/etc/steward-tls");
    var read =
        OperatorEnvironment.read(environment).orThrow(v -> new IllegalStateException(v.message()));
    assertThat(read.settings().certManager())
        .contains(new IssuerReference("steward", "ClusterIssuer", "cert-manager.io"));
    assertThat(read.tls()).contains(Path.of("/etc/steward-tls"));
  }

  @Test
  void services_on_gpus_have_an_image_of_their_own_where_one_is_named() {
    var environment = new HashMap<>(LEAST);
    assertThat(read(environment).settings().cudaImage()).isEmpty();
    environment.put("STEWARD_RUNTIME_CUDA_IMAGE", "runtime-cuda:1");
    environment.put("STEWARD_TRACING_ENDPOINT", "http://collector:4318");
    assertThat(read(environment).settings().cudaImage()).contains("runtime-cuda:1");
  }

  private static OperatorEnvironment read(Map<String, String> environment) {
    return OperatorEnvironment.read(environment)
        .orThrow(v -> new IllegalStateException(v.message()));
  }

  @Test
  void pods_tell_of_requests_where_a_collector_is_named() {
    var environment = new HashMap<>(LEAST);
    environment.put("STEWARD_TRACING_ENDPOINT", "http://collector:4318");
    var read =
        OperatorEnvironment.read(environment).orThrow(v -> new IllegalStateException(v.message()));
    assertThat(read.settings().tracing())
        .contains(new TracingSettings("http://collector:4318", 0.1));
    environment.put("STEWARD_TRACING_SAMPLE_RATIO", "1.5");
    assertThat(OperatorEnvironment.read(environment))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().field()).isEqualTo("STEWARD_TRACING_SAMPLE_RATIO"));
  }

  @ParameterizedTest
  @CsvSource({
    "STEWARD_TRACING_ENDPOINT, collector:4318",
    "STEWARD_NAMESPACE, ''",
    "STEWARD_RUNTIME_IMAGE, ' '",
    "STEWARD_TASKS_IMAGE, ''",
    "STEWARD_WORKERS, many",
    "STEWARD_WORKERS, 0",
    "STEWARD_ADMIN_PORT, 65536",
    "STEWARD_AUDIT_ORIGIN, two words"
  })
  void what_makes_no_sense_is_told_by_its_variable(String variable, String value) {
    var environment = new HashMap<>(LEAST);
    environment.put(variable, value);
    assertThat(OperatorEnvironment.read(environment))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().field()).isEqualTo(variable));
  }
}
