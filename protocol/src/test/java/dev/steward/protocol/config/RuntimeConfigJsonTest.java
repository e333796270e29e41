package dev.steward.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import java.util.Optional;
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
