package dev.steward.runtime.gguf;

import static dev.steward.runtime.testing.GgufWriting.join;
import static dev.steward.runtime.testing.GgufWriting.little;
import static dev.steward.runtime.testing.GgufWriting.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.LoadException;
import dev.steward.runtime.testing.GgufWriting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {

  @TempDir Path folder;

  @Test
  void keys_and_tensors_are_found() throws Exception {
    var file =
        new GgufWriting()
            .put("general.name", "small")
            .put("llama.block_count", 2)
            .put("llama.rope.freq_base", 0.5f)
            .texts("tokenizer.ggml.tokens", List.of("a", "ä"))
            .wholes("tokenizer.ggml.token_type", List.of(1, -3))
            .floats("first", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6})
            .floats("second", List.of(1L), new float[] {7});
    var gguf = GgufFile.open(written(file));
    assertThat(gguf.metadata().text("general.name")).contains("small");
    assertThat(gguf.metadata().whole("llama.block_count", 1, 9)).contains(2);
    assertThat(gguf.metadata().real("llama.rope.freq_base")).contains(0.5);
    assertThat(gguf.metadata().texts("tokenizer.ggml.tokens")).contains(List.of("a", "ä"));
    assertThat(gguf.metadata().wholes("tokenizer.ggml.token_type")).contains(List.of(1L, -3L));
    var first = gguf.tensor("first").orElseThrow();
    assertThat(first.rows()).isEqualTo(3);
    assertThat(first.columns()).isEqualTo(2);
    var row = new float[2];
    first.row(2, row);
    assertThat(row).containsExactly(5f, 6f);
    var one = new float[1];
    gguf.tensor("second").orElseThrow().row(0, one);
    assertThat(one).containsExactly(7f);
  }

  @Test
  void version_2_is_read_too() throws Exception {
    var gguf = GgufFile.open(written(new GgufWriting().version(2).put("k", 1)));
    assertThat(gguf.metadata().whole("k", 0, 1)).contains(1);
  }

  @Test
  void another_version_is_refused() {
    assertRefused(new GgufWriting().version(1), "is of version 1");
    assertRefused(new GgufWriting().version(0x0300_0000), "is big-endian");
  }

  @Test
  void another_file_is_refused() throws Exception {
    var file = Files.write(folder.resolve("x"), new byte[] {1, 2, 3, 4, 5});
    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("it doesn't begin with GGUF");
    assertThatThrownBy(() -> GgufFile.open(folder.resolve("none")))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("can't be read");
  }

  @Test
  void more_than_the_file_can_have_is_refused_before_memory_is_taken() {
    assertRefused(
        new GgufWriting().raw("k", 9, join(List.of(little(4, 8), little(8, 1 << 20)))),
        "the length of k is 1048576, at most ");
    assertRefused(
        new GgufWriting().raw("k", 8, little(8, Long.MAX_VALUE)),
        "the length of k is 9223372036854775807");
    assertRefused(
        new GgufWriting().raw("k", 8, little(8, -1)), "the length of k is 18446744073709551615");
  }

  @Test
  void values_of_unknown_types_are_refused() {
    assertRefused(new GgufWriting().raw("k", 13, little(8, 0)), "k has the unknown type 13");
    assertRefused(
        new GgufWriting().raw("k", 9, join(List.of(little(4, 9), little(8, 0)))),
        "k has arrays within an array");
    assertRefused(new GgufWriting().raw("k", 7, little(1, 2)), "k is neither true nor false");
    assertRefused(
        new GgufWriting().raw("k", 8, join(List.of(little(8, 1), little(1, 0xFF), text("")))),
        "k isn't UTF-8");
  }

  @Test
  void what_stands_twice_is_refused() {
    assertRefused(new GgufWriting().put("k", 1).put("k", 2), "the key k stands twice");
    assertRefused(
        new GgufWriting()
            .floats("t", List.of(1L), new float[1])
            .floats("t", List.of(1L), new float[1]),
        "the tensor t stands twice");
  }

  @Test
  void tensors_outside_the_file_are_refused() {
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(8L), 32, new byte[32]), "t ends after the file");
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(9L), 0, new byte[32]), "t ends after the file");
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(1L), Long.MAX_VALUE - 31, new byte[32]),
        "t ends after the file");
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(1L), -32, new byte[32]),
        "which isn't a multiple of 32");
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(1L), 4, new byte[32]),
        "t lies at 4, which isn't a multiple of 32");
  }

  @Test
  void tensors_of_impossible_shapes_are_refused() {
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(), 0, new byte[32]), "t has 0 dimensions");
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(0L), 0, new byte[32]), "t has a length of 0");
    assertRefused(
        new GgufWriting().tensor("t", 0, List.of(1L << 31, 1L << 31, 4L), 0, new byte[32]),
        "t is larger than any file");
    assertRefused(
        new GgufWriting().tensor("t", 3, List.of(33L), 0, new byte[32]),
        "a row of t has 33 numbers, Q4_1 packs 32 at a time");
    assertRefused(
        new GgufWriting().tensor("t", 11, List.of(32L), 0, new byte[32]),
        "has t in the format 11 of ggml_type; quantise it to");
  }

  @Test
  void an_alignment_that_is_none_is_refused() {
    assertRefused(new GgufWriting().put("general.alignment", 24), "24, which isn't a power of two");
    assertRefused(new GgufWriting().put("general.alignment", 0), "must be from 1 to 1048576");
  }

  @Test
  void a_key_of_another_type_is_refused_when_it_is_asked_for() throws Exception {
    var gguf = GgufFile.open(written(new GgufWriting().put("k", 5)));
    assertThatThrownBy(() -> gguf.metadata().text("k")).hasMessageContaining("k isn't a text");
    assertThatThrownBy(() -> gguf.metadata().whole("k", 6, 7))
        .hasMessageContaining("has k 5, which must be from 6 to 7");
    var none = gguf.metadata().text("none");
    assertThatThrownBy(() -> GgufMetadata.required("none", none))
        .hasMessageContaining("has no none");
  }

  private Path written(GgufWriting file) {
    return file.write(folder.resolve("model.gguf"));
  }

  private void assertRefused(GgufWriting file, String problem) {
    assertThatThrownBy(() -> GgufFile.open(written(file)))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining(problem);
  }
}
