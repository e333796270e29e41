package dev.steward.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelUriTest {

  @Test
  void a_claim_is_addressed_with_a_path_inside_its_volume() {
    assertThat(ModelUri.parse("uri", "pvc://models/nlp//minilm/"))
        .isEqualTo(Checked.valid(new ModelUri.Pvc("models", "nlp/minilm")));
  }

  @Test
  void a_claim_alone_means_the_root_of_its_volume() {
    assertThat(ModelUri.parse("uri", "pvc://models"))
        .isEqualTo(Checked.valid(new ModelUri.Pvc("models", "")));
  }

  @Test
  void a_file_on_the_web_keeps_its_query() {
    assertThat(ModelUri.parse("uri", "https://example.com/m.onnx?version=2"))
        .isEqualTo(
            Checked.valid(new ModelUri.Https(URI.create("https://example.com/m.onnx?version=2"))));
  }

  @Test
  void a_local_file_may_have_a_space_in_its_name() {
    var uri = new ModelUri.LocalFile("/opt/my models/m.onnx");
    assertThat(uri.text()).isEqualTo("file:///opt/my%20models/m.onnx");
    assertThat(ModelUri.parse("uri", uri.text())).isEqualTo(Checked.valid(uri));
  }

  @Test
  void an_artifact_is_addressed_by_tag_or_digest() {
    assertThat(ModelUri.parse("uri", "oci://registry.example:5000/nlp/minilm:v1.2"))
        .isEqualTo(Checked.valid(new ModelUri.Oci("registry.example:5000", "nlp/minilm", ":v1.2")));
    var hex = "0123456789abcdef".repeat(4);
    var pinned = new ModelUri.Oci("registry.example", "minilm", "@sha256:" + hex);
    assertThat(ModelUri.parse("uri", pinned.text())).isEqualTo(Checked.valid(pinned));
    assertThat(pinned.pinned()).contains(new Digest(hex));
  }

  @Test
  void an_image_is_addressed_by_tag_or_digest_as_a_whole_or_with_a_path_in_it() {
    assertThat(ModelUri.parse("uri", "image://registry.example:5000/nlp/minilm:v1.2/models/a"))
        .isEqualTo(
            Checked.valid(
                new ModelUri.Image(
                    new ModelUri.Oci("registry.example:5000", "nlp/minilm", ":v1.2"), "models/a")));
    var pinned =
        new ModelUri.Image(
            new ModelUri.Oci(
                "registry.example", "minilm", "@sha256:" + "0123456789abcdef".repeat(4)),
            "");
    assertThat(ModelUri.parse("uri", pinned.text())).isEqualTo(Checked.valid(pinned));
    assertThat(ModelUri.parse("uri", pinned.text() + "/")).isEqualTo(Checked.valid(pinned));
    assertThat("image://" + pinned.reference()).isEqualTo(pinned.text());
    assertThat(pinned.isDownloaded()).isFalse();
  }

  @Test
  void a_bucket_is_addressed_with_a_key_or_as_a_whole() {
    assertThat(ModelUri.parse("uri", "s3://models/nlp/minilm/"))
        .isEqualTo(Checked.valid(new ModelUri.S3("models", "nlp/minilm")));
    assertThat(ModelUri.parse("uri", "s3://models"))
        .isEqualTo(Checked.valid(new ModelUri.S3("models", "")));
  }

  @Test
  void a_repository_of_a_hub_has_a_revision_and_a_path_or_neither() {
    assertThat(ModelUri.parse("uri", "hf://Xenova/all-MiniLM-L6-v2"))
        .isEqualTo(Checked.valid(new ModelUri.Hub("Xenova", "all-MiniLM-L6-v2", "main", "")));
    var all = new ModelUri.Hub("org_1", "n.1", "v1.0", "onnx/model.onnx");
    assertThat(all.text()).isEqualTo("hf://org_1/n.1@v1.0/onnx/model.onnx");
    assertThat(ModelUri.parse("uri", all.text())).isEqualTo(Checked.valid(all));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pvc://models/../secrets",
        "pvc://models/%2e%2e/secrets",
        "pvc://models/a%2f..%2f..%2fsecrets",
        "pvc://models/./x",
        "file:///opt/../etc/passwd",
        "file:///"
      })
  void a_path_that_could_leave_its_place_is_refused(String text) {
    assertThat(ModelUri.parse("uri", text)).isInstanceOf(Checked.Invalid.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gs://bucket/m | scheme \"gs\"",
        "oci://registry.example/models/minilm | has neither a tag nor a digest",
        "oci://registry.example/Models/minilm:1 | is no address of a registry's artifact",
        "oci://registry.example/models/../x:1 | is no address of a registry's artifact",
        "oci://me:secret@registry.example/models:1 | is no address of a registry's artifact",
        "oci://registry.example/models@sha256:abc | is no address of a registry's artifact",
        "image://registry.example/minilm | names no image by a tag or a digest",
        "image://registry.example/minilm/models | names no image by a tag or a digest",
        "image://registry.example/MiniLM:1 | names no image by a tag or a digest",
        "image://registry.example/minilm@sha256:abc/models | names no image by a tag or a digest",
        "image:///minilm:1 | names no registry",
        "image://me:secret@registry.example/minilm:1 | names no registry",
        "image://registry.example/minilm:1/../x | has no path, or one with . or ..",
        "image://registry.example/minilm:1/a%2f..%2fx | has no path, or one with . or ..",
        "image://registry.example/minilm:1?x=y | has no path, or one with . or ..",
        "s3:///m | names no bucket",
        "s3://bucket/a/../b | has no path, or one with . or ..",
        "s3://bucket/%2e%2e/b | has no path, or one with . or ..",
        "hf:///name | names no organisation",
        "hf://org | names no repository",
        "hf://org/.. | has no path, or one with . or ..",
        "hf://org/name@.. | names no repository",
        "hf://org/name/%2e%2e/%2e%2e/other/name | has no path, or one with . or ..",
        "http://example.com/m | scheme \"http\"",
        "models/minilm | has no scheme",
        "pvc:///minilm | names no PersistentVolumeClaim",
        "pvc://Models/minilm | names no PersistentVolumeClaim",
        "https:///m.onnx | names no host",
        "https://me:secret@example.com/m | carries credentials",
        "https://example.com/m#part | has a fragment",
        "file://host/m.onnx | names the host",
        "pvc://a b | is no URI",
      })
  void a_wrong_address_is_refused_with_its_reason(String text, String reason) {
    assertThat(ModelUri.parse("spec.model.uri", text))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.violation().message())
                    .startsWith("spec.model.uri: ")
                    .contains(reason));
  }

  @Test
  void a_password_in_an_address_is_never_repeated() {
    assertThat(ModelUri.parse("uri", "https://me:hunter2@example.com/m").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void an_endless_address_is_refused() {
    assertThat(ModelUri.parse("uri", "pvc://models/" + "a".repeat(3000)))
        .isInstanceOf(Checked.Invalid.class);
  }
}
