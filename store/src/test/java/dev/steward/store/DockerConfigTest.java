package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {

  private static String encoded(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String one(String key) {
    return Pulls.dockerConfig(key, "me", "word");
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example,true",
    "https://registry.example,true",
    "https://registry.example/v1/,true",
    "registry.example/models,true",
    "registry.example/models/minilm,true",
    "registry.example/mod,false",
    "registry.example:5000,false",
    "registry.example.evil,false",
    "example,false"
  })
  void a_key_is_a_host_or_the_beginning_of_a_repository(String key, boolean fits) throws Exception {
    assertThat(DockerConfig.basic(one(key), "registry.example", "models/minilm").isPresent())
        .isEqualTo(fits);
  }

  @Test
  void the_longest_key_that_fits_counts() throws Exception {
    var config =
        """
        {"auths": {"r.example": {"username": "all", "password": "a"},
                   "r.example/models": {"username": "models", "password": "b"}}}\
        """;
    assertThat(DockerConfig.basic(config, "r.example", "models/minilm"))
        .contains("Basic " + encoded("models:b"));
    assertThat(DockerConfig.basic(config, "r.example", "other"))
        .contains("Basic " + encoded("all:a"));
  }

  @Test
  void dockers_own_registry_has_a_name_of_its_own() throws Exception {
    assertThat(DockerConfig.basic(one("https://index.docker.io/v1/"), "docker.io", "org/m"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "[]",
        "{}",
        "{\"auths\": {\"r.example\": {\"auth\": \"hunter2!!\"}}}",
        "{\"auths\": {\"r.example\": {\"auth\": \"aHVudGVyMg==\"}}}",
        "{\"auths\": {\"r.example\": {\"username\": \"hunter2\"}}}",
        "{\"auths\": {\"r.example\": \"hunter2\"}}",
        "{\"auths\": {\"r.example\": {\"auth\": {\"a\": {\"a\": \"hunter2\"}}}}"
      })
  void a_config_that_is_none_is_told_without_its_content(String config) {
    var failure =
        catchThrowableOfType(
                LoadException.class, () -> DockerConfig.basic(config, "r.example", "models"))
            .failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failure.violation().message())
        .startsWith("spec.model.secretRef: its key .dockerconfigjson ")
        .doesNotContain("hunter2");
  }
}
