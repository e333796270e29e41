package dev.steward.operator.plan;

import static dev.steward.operator.Services.service;
import static dev.steward.operator.Services.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.measure.Bytes;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryReaderTest {

  @Test
  void nobody_controls_a_repository_unless_it_is_said() {
    assertThat(
            settings("{model: {uri: 'pvc://m/all', repository: {memory: 512Mi}}}")
                .runtime()
                .repository())
        .contains(new RepositoryConfig(new Bytes(512L << 20), Control.NOBODY));
    assertThat(
            settings("{model: {uri: 'pvc://m/all', repository: {memory: 1Gi, control: Clients}}}")
                .runtime()
                .repository())
        .contains(new RepositoryConfig(new Bytes(1L << 30), Control.CLIENTS));
    assertThat(settings("{model: {uri: 'pvc://m/one'}}").runtime().repository()).isEmpty();
  }

  @Test
  void models_may_take_more_where_the_pod_has_more() {
    var spec =
        "{model: {uri: 'pvc://m/all', repository: {memory: 4Gi}}, runtime: {resources: {limits:"
            + " {memory: 8Gi}}}}";
    assertThat(settings(spec).runtime().repository())
        .map(RepositoryConfig::memory)
        .contains(new Bytes(4L << 30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uri: 'pvc://m/a', repository: {memory: 1025Mi}||spec.model.repository.memory: 1025Mi is more than half",
        "uri: 'pvc://m/a', repository: {memory: much}||spec.model.repository.memory: \"much\" is no amount",
        "uri: 'pvc://m/a', repository: {}||spec.model.repository.memory",
        "uri: 'https://h.example/a', repository: {memory: 1Gi}||spec.model.repository: https:// and hf://",
        "uri: 'hf://o/a', repository: {memory: 1Gi}||spec.model.repository: https:// and hf://",
        "uri: 'pvc://m/a', name: x, repository: {memory: 1Gi}||spec.model.name: the models",
        "uri: 'pvc://m/a', task: Generation, repository: {memory: 1Gi}||spec.model.task: models of tasks",
        "uri: 'pvc://m/a', repository: {memory: 1Gi}|, accelerator: {}|spec.model.repository: its models run on CPUs",
        "uri: 'pvc://m/a', repository: {memory: 1Gi}|, runtime: {image: e, args: [a]}|spec.model.repository: it is for images of Steward's",
        "uri: 'pvc://m/a', repository: {memory: 1Gi}|, runtime: {image: e, plainHttp: {port: 80}}|spec.model.repository: it is for images of Steward's",
        "uri: 'pvc://m/a', repository: {memory: 1Gi}|, sharding: {strategy: Data}|spec.model.repository: pods load",
      })
  void what_a_repository_cannot_have_beside_it_is_refused(
      String model, @Nullable String rest, String message) {
    var spec = "{model: {%s}%s}".formatted(model, rest == null ? "" : rest);
    assertThat(ServiceSettings.of(service(spec)))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).startsWith(message));
  }

  @Test
  void an_image_of_the_runtime_may_be_named() {
    var spec =
        "{model: {uri: 'pvc://m/a', repository: {memory: 1Gi}}, runtime: {image: 'runtime-torch:1'}}";
    assertThat(ServiceSettings.of(service(spec))).isInstanceOf(Checked.Valid.class);
  }

  @Test
  void a_digest_is_for_what_cannot_change_afterwards() {
    var digest = "sha256:" + "0".repeat(64);
    var spec = "{model: {uri: '%s', digest: '%s', repository: {memory: 1Gi}}}";
    assertThat(ServiceSettings.of(service(spec.formatted("pvc://m/a", digest))))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().message())
                    .startsWith("spec.model.digest: what is put into the folder later"));
    assertThat(settings(spec.formatted("s3://models/a", digest)).runtime().digest()).isPresent();
  }
}
