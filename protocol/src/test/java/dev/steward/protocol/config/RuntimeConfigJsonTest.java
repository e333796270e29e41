package dev.steward.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.measure.Bytes;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.model.Signer;
import dev.steward.core.model.SignerName;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.runtime.StageConfig.TlsFiles;
import dev.steward.core.shard.Cut;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeConfigJsonTest {

  @Test
  void what_was_written_is_read_again() {
    var config =
        new RuntimeConfig(
            "minilm",
            new ModelUri.Pvc("models", "minilm"),
            Optional.of(new Digest("0123456789abcdef".repeat(4))),
            ModelTask.EMBEDDING);
    var json = RuntimeConfigJson.write(config);
    assertThat(json)
        .isEqualTo(
            "{\"model\":\"minilm\",\"uri\":\"pvc://models/minilm\",\"digest\":\"sha256:"
                + "0123456789abcdef".repeat(4)
                + "\",\"task\":\"Embedding\"}");
    assertThat(RuntimeConfigJson.read(json)).isEqualTo(Checked.valid(config));
  }

  @Test
  void a_digest_may_be_absent() {
    var config =
        new RuntimeConfig(
            "m", new ModelUri.LocalFile("/m.onnx"), Optional.empty(), ModelTask.TENSOR);
    assertThat(RuntimeConfigJson.read(RuntimeConfigJson.write(config)))
        .isEqualTo(Checked.valid(config));
  }

  @Test
  void a_bound_of_batches_is_read_again_and_must_be_one() {
    var config =
        new RuntimeConfig(
                "m", new ModelUri.LocalFile("/m.onnx"), Optional.empty(), ModelTask.TENSOR)
            .withMaxBatch(Optional.of(8));
    var json = RuntimeConfigJson.write(config);
    assertThat(json).contains("\"maxBatch\":8");
    assertThat(RuntimeConfigJson.read(json)).isEqualTo(Checked.valid(config));
    assertThat(RuntimeConfigJson.read(json.replace(":8", ":0")))
        .isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void a_repository_is_read_again_and_has_both_its_fields() {
    var config =
        new RuntimeConfig(
                "m", new ModelUri.LocalFile("/models"), Optional.empty(), ModelTask.TENSOR)
            .withRepository(
                Optional.of(new RepositoryConfig(new Bytes(512L << 20), Control.CLIENTS)));
    var json = RuntimeConfigJson.write(config);
    assertThat(json).contains("\"repository\":{\"memory\":536870912,\"control\":\"Clients\"}");
    assertThat(RuntimeConfigJson.read(json)).isEqualTo(Checked.valid(config));
    for (var wrong :
        List.of(
            json.replace("Clients", "Friends"),
            json.replace("536870912", "1"),
            json.replace(",\"control\":\"Clients\"", ""),
            json.replace("control", "controls"))) {
      assertThat(RuntimeConfigJson.read(wrong)).as(wrong).isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void whose_signature_it_must_have_is_read_again() {
    var config =
        new RuntimeConfig(
            "m", new ModelUri.LocalFile("/m.onnx"), Optional.empty(), ModelTask.TENSOR);
    var key =
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEm9PeGbZTmkMZcUvOEN5hFUYfYEkT
        08LwyADreCKkrRdP44FhOg9RcnZ7HZRSU3pKt72P3g5zb7YtcNoHKkLOjw==
        -----END PUBLIC KEY-----
        """;
    var signed =
        config.withSignature(Optional.of(new ModelSignature("m.sig", new Signer.Key(key))));
    var json = RuntimeConfigJson.write(signed);
    assertThat(json).contains("\"signature\":{\"bundle\":\"m.sig\",\"publicKey\":\"-----BEGIN");
    assertThat(RuntimeConfigJson.read(json)).isEqualTo(Checked.valid(signed));
    for (var wrong :
        List.of(
            json.replace("m.sig", "../m.sig"),
            json.replace("BEGIN", "END"),
            json.replace("publicKey", "certificateAuthority"),
            json.replace("\"bundle\":\"m.sig\",", ""))) {
      assertThat(RuntimeConfigJson.read(wrong)).as(wrong).isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void a_signer_without_a_key_is_read_again_too() {
    var config =
        new RuntimeConfig(
            "m", new ModelUri.LocalFile("/m.onnx"), Optional.empty(), ModelTask.TENSOR);
    var root = "{\"mediaType\": \"%s.v0.2+json\"}".formatted(Signer.Keyless.MEDIA_TYPE);
    for (var name : List.of(new SignerName.Exactly("me"), new SignerName.Like("m*"))) {
      var signature = new ModelSignature("m.sig", new Signer.Keyless(root, name, "https://i"));
      var signed = config.withSignature(Optional.of(signature));
      var json = RuntimeConfigJson.write(signed);
      assertThat(RuntimeConfigJson.read(json)).isEqualTo(Checked.valid(signed));
      assertThat(RuntimeConfigJson.read(json.replace("https://i", "")))
          .isInstanceOf(Checked.Invalid.class);
    }
  }

  @Test
  void a_stage_is_read_again_too() {
    var stage =
        new StageConfig(
            1,
            new Cut(13, List.of(0, 7)),
            List.of(new Member("a", 8082), new Member("::1", 8082)),
            "k3x9",
            Optional.of(new TlsFiles("/tls/tls.crt", "/tls/tls.key", "/tls/ca.crt", "group")));
    var config =
        new RuntimeConfig(
                "m", new ModelUri.LocalFile("/m.onnx"), Optional.empty(), ModelTask.TENSOR)
            .withStage(stage);
    assertThat(RuntimeConfigJson.read(RuntimeConfigJson.write(config)))
        .isEqualTo(Checked.valid(config));
  }

  @Test
  void the_members_of_a_group_share_a_text_and_take_their_index_from_their_place() {
    var members = List.of(new Member("a", 1), new Member("b", 1));
    var first = new StageConfig(0, new Cut(4, List.of(0, 2)), members, "g.1", Optional.empty());
    var config =
        new RuntimeConfig("m", new ModelUri.LocalFile("/x"), Optional.empty(), ModelTask.TENSOR);
    var text = RuntimeConfigJson.writeForGroup(config.withStage(first));
    assertThat(text).doesNotContain("index");
    assertThat(RuntimeConfigJson.read(text, OptionalInt.of(1)))
        .isEqualTo(
            Checked.valid(
                config.withStage(
                    new StageConfig(1, first.cut(), members, "g.1", Optional.empty()))));
    assertThat(RuntimeConfigJson.read(text)).isInstanceOf(Checked.Invalid.class);
    assertThat(RuntimeConfigJson.read(text, OptionalInt.of(2))).isInstanceOf(Checked.Invalid.class);
    assertThat(RuntimeConfigJson.read(RuntimeConfigJson.write(config), OptionalInt.of(1)))
        .isEqualTo(Checked.valid(config));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                                       | the parts don't fit
          {"index":2,"layers":4,"starts":[0,2],"members":["a:1","b:1"],"incarnation":"x"}          | stage 2 of 2
          {"index":0,"layers":4,"starts":[0,4],"members":["a:1","b:1"],"incarnation":"x"}          | [0, 4] of 4 layers
          {"index":0,"layers":4,"starts":[0,2],"members":["a:1"],"incarnation":"x"}                | 1 for 2
          {"index":0,"layers":4,"starts":[0,2],"members":["a:1","b"],"incarnation":"x"}            | stage.members[1]: "b" is no address
          {"index":0,"layers":4,"starts":[0,2],"members":["a:1","b:70000"],"incarnation":"x"}      | stage.members[1]: "b:70000" is no address
          {"index":0,"layers":4,"starts":[0,2],"members":["a:1","b:1"],"incarnation":"a b"}        | no incarnation: "a b"
          {"index":0,"layers":4,"starts":[0,2],"members":["a:1","b:1"],"incarnation":"x","tls":{}} | a file or the members' name is missing
          """)
  void a_wrong_stage_is_told_by_its_field(String stage, String problem) {
    var json =
        "{\"model\":\"m\",\"uri\":\"file:///x\",\"task\":\"Tensor\",\"stage\":" + stage + "}";
    assertThat(RuntimeConfigJson.read(json))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"model":"m","task":"Tensor"}                         | uri: it is missing
          {"model":"m","uri":"ftp://x","task":"Tensor"}         | uri: scheme "ftp" isn't one
          {"model":"m","uri":"file:///x","task":"Chat"}         | task: "Chat" is no task; use Tensor or Embedding
          {"model":"","uri":"file:///x","task":"Tensor"}        | model: the name is empty
          {"model":"m","uri":"file:///x","task":"Tensor","x":1} | x: there is no such field
          {"model":"m","model":"n"}                             | model: the field stands twice
          {"model":"m","uri":"file:///x","digest":"md5:1"}      | digest: "md5:1" is no digest
          {"model":"m"                                          | it can't be read as JSON
          []                                                    | body: found an array
          """)
  void a_wrong_configuration_is_told_by_its_field(String json, String problem) {
    assertThat(RuntimeConfigJson.read(json))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).contains(problem));
  }
}
