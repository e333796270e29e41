package dev.steward.runtime.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.runtime.testing.SafetensorsWriting;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFolderTest {

  private static final List<Long> TWO = List.of(2L);

  @TempDir private Path folder;

  private Path whole() {
    return folder.resolve(SafetensorsFolder.WHOLE);
  }

  @Test
  void tensors_lie_where_the_header_says() throws Exception {
    new SafetensorsWriting()
        .floats("a", List.of(1L, 2L), new float[] {1, 2})
        .halves("b", TWO, new float[] {3, -4})
        .tensor("c", "I64", List.of(), new byte[8])
        .write(whole());
    var weights = SafetensorsFolder.open(folder);
    assertThat(weights.tensor("a").orElseThrow().shape()).containsExactly(1L, 2L);
    assertThat(weights.tensor("a").orElseThrow().data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
        .containsExactly(1, 2);
    assertThat(weights.tensor("b").orElseThrow().type()).isEqualTo("BF16");
    assertThat(weights.tensor("b").orElseThrow().data().byteSize()).isEqualTo(4);
    assertThat(weights.tensor("c").orElseThrow().shape()).isEmpty();
    assertThat(weights.tensor("d")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          F32 | [2]    | [0,12]  | a has 12 bytes, [2] of F32 needs 8
          F32 | [2]    | [4,12]  | a begins at 4, and what is before it ends at 0
          F32 | [4]    | [0,16]  | a ends after the file
          F32 | [2]    | [0,8]   | 4 bytes at its end are no tensor's
          F32 | [2]    | [8,0]   | a begins at 8
          F32 | [2]    | [0]     | dtype or data_offsets
          F32 | [2]    | [-1,8]  | found -1
          F32 | [2]    | [0,1,2] | more than 2 numbers
          F32 | [3e0]  | [0,12]  | found 3
          F32 | [1,1,1,1,1,1,1,1,1] | [0,4] | more than 8 numbers
          F32 | [2147483648,2147483648,8] | [0,12] | a is larger than any file
          F32 | [9999999999] | [0,12] | found 9999999999
          F32 | [0,3]  | [0,12]  | a has 12 bytes
          Q4  | [3]    | [0,12]  | has a in the type Q4
          """)
  void a_header_that_lies_is_refused(String type, String shape, String offsets, String problem)
      throws Exception {
    new SafetensorsWriting().entry("a", type, shape, offsets).bytes(12).write(whole());
    assertThatThrownBy(() -> SafetensorsFolder.open(folder))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void no_two_tensors_share_bytes() throws Exception {
    new SafetensorsWriting()
        .entry("a", "F32", "[2]", "[0,8]")
        .entry("b", "F32", "[2]", "[4,12]")
        .bytes(12)
        .write(whole());
    assertThatThrownBy(() -> SafetensorsFolder.open(folder))
        .hasMessageContaining("b begins at 4, and what is before it ends at 8");
  }

  @Test
  void a_name_stands_once() throws Exception {
    new SafetensorsWriting()
        .entry("a", "F32", "[1]", "[0,4]")
        .entry("a", "F32", "[1]", "[4,8]")
        .bytes(8)
        .write(whole());
    assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("stands twice");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, 1 << 30, 20})
  void a_header_longer_than_the_file_is_refused(long length) throws Exception {
    Files.write(
        whole(),
        SafetensorsWriting.file(length, "{}".getBytes(StandardCharsets.UTF_8), new byte[4]));
    assertThat(refused().code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(refused().violation().message()).contains("its header would have");
  }

  @Test
  void a_cut_file_is_refused_wherever_it_ends() throws Exception {
    var file = new SafetensorsWriting().floats("a", TWO, new float[] {1, 2}).bytes();
    for (int length = 0; length < file.length; length++) {
      Files.write(whole(), Arrays.copyOf(file, length));
      assertThat(refused().code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    }
  }

  @Test
  void an_index_says_in_which_file_a_tensor_lies() throws Exception {
    new SafetensorsWriting()
        .floats("a", TWO, new float[] {1, 2})
        .write(folder.resolve("model-00001-of-00002.safetensors"));
    new SafetensorsWriting()
        .floats("b", TWO, new float[] {3, 4})
        .write(folder.resolve("model-00002-of-00002.safetensors"));
    index("\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"");
    var weights = SafetensorsFolder.open(folder);
    assertThat(weights.tensor("b").orElseThrow().data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
        .containsExactly(3, 4);
    index("\"a\":\"model-00002-of-00002.safetensors\"");
    assertThat(refused().violation().message())
        .contains("a isn't in model-00002-of-00002.safetensors");
    index("\"a\":\"model-00003-of-00003.safetensors\"");
    assertThat(refused().code()).isEqualTo(ErrorCode.MODEL_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.safetensors",
        "/etc/x.safetensors",
        "sub/x.safetensors",
        "..\\\\x.safetensors",
        ".x.safetensors",
        "x.bin",
        ""
      })
  void an_index_leads_nowhere_but_to_its_folder(String file) throws Exception {
    new SafetensorsWriting()
        .floats("a", TWO, new float[] {1, 2})
        .write(folder.resolveSibling("x.safetensors"));
    index("\"a\":\"" + file + "\"");
    assertThat(refused().code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(refused().violation().message()).contains("weight_map.a");
  }

  @Test
  void an_index_without_places_is_refused() throws Exception {
    Files.writeString(folder.resolve(SafetensorsFolder.INDEX), "{\"metadata\":{\"total_size\":1}}");
    assertThat(refused().violation().message()).contains("weight_map: it is missing");
  }

  private void index(String map) throws Exception {
    Files.writeString(folder.resolve(SafetensorsFolder.INDEX), "{\"weight_map\":{" + map + "}}");
  }

  private LoadFailure refused() {
    try {
      SafetensorsFolder.open(folder);
    } catch (LoadException e) {
      return e.failure();
    }
    throw new AssertionError("it was read");
  }
}
