package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {

  @TempDir private Path folder;
  private ModelStore store = unusable();

  private static ModelStore unusable() {
    return new ModelStore(new Places(Path.of("/"), Path.of("/")), downloads());
  }

  private static Downloads downloads() {
    return new Downloads(
        DownloadLimits.DEFAULT,
        () -> {
          throw new AssertionError("nothing is downloaded here");
        },
        InstantSource.system(),
        new Arriving(told -> {}));
  }

  @BeforeEach
  void volume() throws IOException {
    var model = Files.createDirectories(folder.resolve("volumes/models/minilm"));
    Files.writeString(model.resolve("model.onnx"), "abc");
    store =
        new ModelStore(new Places(folder.resolve("volumes"), folder.resolve("cache")), downloads());
  }

  private LoadFailure failure(ModelUri uri, Optional<Digest> digest) {
    return catchThrowableOfType(LoadException.class, () -> store.open(uri, digest)).failure();
  }

  @Test
  void a_claims_path_is_found_under_the_volumes() throws Exception {
    assertThat(store.open(new ModelUri.Pvc("models", "minilm"), Optional.empty()))
        .isEqualTo(folder.resolve("volumes/models/minilm"));
    assertThat(store.open(new ModelUri.Pvc("models", ""), Optional.empty())).isDirectory();
  }

  @Test
  void a_claim_that_is_not_mounted_is_told() {
    var failure = failure(new ModelUri.Pvc("other", "minilm"), Optional.empty());
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.uri: the claim \"other\" of pvc://other/minilm isn't mounted; name a"
                + " PersistentVolumeClaim of the service's namespace");
  }

  private static ModelUri image(String path) {
    return new ModelUri.Image(new ModelUri.Oci("r.example", "minilm", ":1"), path);
  }

  @Test
  void a_path_in_an_image_is_found_where_the_image_is_mounted() throws Exception {
    var model = Files.createDirectories(folder.resolve("volumes/_image/models"));
    assertThat(store.open(image("models"), Optional.empty())).isEqualTo(model);
    assertThat(store.open(image(""), Optional.empty())).isDirectory();
    assertThat(failure(image("other"), Optional.empty()).violation().problem())
        .isEqualTo("image://r.example/minilm:1/other leads to no file or folder");
  }

  /** Clusters without image volumes leave them out of pods without a word. */
  @Test
  void an_image_that_is_not_mounted_is_told_with_what_to_use_instead() {
    var failure = failure(image("models"), Optional.empty());
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.uri: the image r.example/minilm:1 isn't mounted; use a cluster with image"
                + " volumes, or oci://r.example/minilm:1, which is downloaded");
  }

  /** A Secret that is named is meant: without it the server would only say that it knows nobody. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://artifacts.example/m.onnx | token",
        "hf://org/name | token",
        "oci://registry.example/m:1 | .dockerconfigjson",
        "s3://models/m | AWS_ACCESS_KEY_ID"
      })
  void a_secret_that_is_not_there_is_told(String uriAndKey) {
    var words = uriAndKey.split(" [|] ", 2);
    var places = new Places(folder, folder).withSecret(folder.resolve("none"));
    store = new ModelStore(places, downloads());
    var failure = failure(Pulls.address(words[0]), Optional.empty());
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failure.violation().message())
        .isEqualTo(
            "spec.model.secretRef: the Secret isn't there, or has no key %s; create it in the"
                    .formatted(words[1])
                + " service's namespace with that key");
  }

  @Test
  void a_path_that_leads_nowhere_is_told() {
    var failure = failure(new ModelUri.Pvc("models", "mini"), Optional.empty());
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(failure.violation().problem())
        .isEqualTo("pvc://models/mini leads to no file or folder");
  }

  @Test
  void the_right_digest_opens_and_another_does_not() throws Exception {
    var file = folder.resolve("volumes/models/minilm/model.onnx");
    var uri = new ModelUri.LocalFile(file.toString());
    var right = Digests.of(file);
    assertThat(store.open(uri, Optional.of(right))).isEqualTo(file);
    Files.writeString(file, "abd");
    var failure = failure(uri, Optional.of(right));
    assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
    assertThat(failure.violation().message())
        .startsWith("spec.model.digest: file://")
        .contains("has " + Digests.of(file).text() + ", not " + right.text());
  }
}
