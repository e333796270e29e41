package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.ReadyWatch;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that can't be served: the service is never Ready and says what the runtime said. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(5)
class FailureE2E {

  private static final String ZEROS = "sha256:" + "0".repeat(64);

  private final Tenant tenant;
  private final ReadyWatch watch;

  FailureE2E(World world) {
    tenant = world.tenant();
    watch = new ReadyWatch(tenant);
  }

  /** A way to fail: the service, the condition's reason, and words of its message. */
  record Failure(String name, String service, String reason, List<String> words) {}

  private static final List<Failure> FAILURES =
      List.of(
          new Failure(
              "digest",
              Services.of("digest", "pvc://models/minilm-q", "digest: \"" + ZEROS + "\""),
              "DigestMismatch",
              List.of(ZEROS)),
          new Failure(
              "corrupt",
              Services.of("corrupt", "pvc://models/corrupt", ""),
              "ModelCorrupt",
              List.of("model.onnx")),
          new Failure(
              "truncated",
              Services.of("truncated", "pvc://models/truncated", ""),
              "ModelCorrupt",
              List.of("model.onnx")),
          new Failure(
              "wordless",
              Services.of("wordless", "pvc://models/wordless", ""),
              "ModelUnsuitable",
              List.of("tokenizer.json")),
          new Failure(
              "missing",
              Services.of("missing", "pvc://models/nowhere", ""),
              "ModelMissing",
              List.of("nowhere")),
          new Failure(
              "unreachable",
              Services.of("unreachable", "https://models.invalid/model.onnx", ""),
              "DownloadFailed",
              List.of("models.invalid")),
          new Failure("starved", starved(), "OutOfMemory", List.of("memory")));

  private static String starved() {
    return """
    apiVersion: steward.dev/v1alpha1
    kind: ModelService
    metadata: {name: starved}
    spec:
      model: {uri: "pvc://models/minilm", task: Embedding}
      runtime: {resources: {requests: {cpu: 50m, memory: 96Mi}, limits: {memory: 96Mi}}}
    """;
  }

  static Stream<Arguments> failures() {
    return FAILURES.stream().map(failure -> Arguments.of(failure.name(), failure));
  }

  @BeforeAll
  void apply_them_all() {
    tenant.apply(String.join("---\n", FAILURES.stream().map(Failure::service).toList()));
  }

  @AfterAll
  void remove_them_all() {
    watch.close();
    tenant.remove(FAILURES.stream().map(Failure::name).toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void a_model_that_cannot_be_served_is_told_in_the_words_of_the_runtime(
      String name, Failure failure) {
    var ready = tenant.awaitNotReady(name, Await.PATIENTLY, failure.reason());
    assertThat(ready.message()).contains(failure.words()).doesNotContain("Exception:", "\tat ");
    assertThat(watch.everReady()).doesNotContain(name);
  }
}
