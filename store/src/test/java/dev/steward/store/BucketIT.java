package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import dev.steward.store.s3.ObjectStore;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Models in a real store that speaks S3. */
class BucketIT {

  private static ObjectStore store;

  @TempDir private Path folder;
  private Path model = Path.of("/nonexistent");

  @BeforeAll
  static void start(@TempDir Path folders) throws Exception {
    store = ObjectStore.start(folders);
    store.bucket("models");
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void model() throws IOException {
    model = Files.createDirectories(folder.resolve("minilm"));
    var weights = new byte[300_000];
    new Random(7).nextBytes(weights);
    Files.write(model.resolve("model.onnx"), weights);
    Files.createDirectories(model.resolve("more"));
    Files.writeString(model.resolve("more/tokenizer file.json"), "{}");
    Files.writeString(model.resolve("empty.txt"), "");
    put("nlp/minilm/model.onnx", model.resolve("model.onnx"));
    put("nlp/minilm/more/tokenizer file.json", model.resolve("more/tokenizer file.json"));
    put("nlp/minilm/empty.txt", model.resolve("empty.txt"));
    put("nlp/minilm-of-others/x.onnx", model.resolve("empty.txt"));
    secret(store.variables());
  }

  private static void put(String key, Path file) {
    try (var client = S3Settings.of(store.variables()).connect()) {
      client.putObject(request -> request.bucket("models").key(key), RequestBody.fromFile(file));
    }
  }

  private void secret(Map<String, String> variables) throws IOException {
    for (var variable : variables.entrySet()) {
      Pulls.secret(folder.resolve("secret"), variable.getKey(), variable.getValue());
    }
  }

  private Pulls pulls() {
    return new Pulls(
        new Places(folder.resolve("volumes"), folder.resolve("cache"))
            .withSecret(folder.resolve("secret")),
        () -> {
          try {
            return SSLContext.getDefault();
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void all_objects_below_a_prefix_are_a_folder() throws Exception {
    assertThat(pulls().open("s3://models/nlp/minilm", Optional.of(Digests.of(model))))
        .isDirectory();
  }

  @Test
  void an_object_is_a_file() throws Exception {
    var digest = Digests.of(model.resolve("model.onnx"));
    assertThat(pulls().open("s3://models/nlp/minilm/model.onnx", Optional.of(digest)))
        .isRegularFile()
        .hasFileName("model.onnx");
  }

  @Test
  void an_object_that_was_replaced_is_brought_anew() throws Exception {
    var uri = "s3://models/nlp/minilm/model.onnx";
    var path = pulls().open(uri);
    assertThat(pulls().open(uri)).isEqualTo(path);
    Files.writeString(model.resolve("model.onnx"), "another");
    put("nlp/minilm/model.onnx", model.resolve("model.onnx"));
    assertThat(pulls().open(uri)).hasContent("another");
  }

  @Test
  void what_is_not_there_is_told() {
    var failure = pulls().failure("s3://models/nlp/none");
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_MISSING);
    assertThat(failure.violation().problem()).isEqualTo("s3://models/nlp/none isn't there");
    assertThat(pulls().failure("s3://nobodys-bucket/x").code()).isEqualTo(ErrorCode.MODEL_MISSING);
  }

  @Test
  void credentials_that_may_not_are_told_and_never_repeated() throws Exception {
    secret(Map.of("AWS_SECRET_ACCESS_KEY", "hunter2"));
    var failure = pulls().failure("s3://models/nlp/minilm");
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure.violation().message())
        .contains("spec.model.secretRef")
        .doesNotContain("hunter2")
        .doesNotContain("X-Amz");
    secret(store.variables());
    assertThat(pulls().open("s3://models/nlp/minilm")).isDirectory();
  }

  @Test
  void a_secret_without_keys_is_told() throws Exception {
    for (var key : store.variables().keySet()) {
      Files.delete(folder.resolve("secret").resolve(key));
    }
    var failure = pulls().failure("s3://models/nlp/minilm");
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failure.violation().message()).contains("has no key AWS_ACCESS_KEY_ID");
  }
}
