package dev.steward.runtime.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.error.LoadException;
import dev.steward.runtime.testing.GgufWriting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;

class GgufFilePropertyTest {

  private final Path file;

  GgufFilePropertyTest() {
    try {
      file = Files.createTempFile("property", ".gguf");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] whole() {
    return new GgufWriting()
        .put("general.name", "small")
        .put("n", 3)
        .texts("tokens", List.of("a", "bc", ""))
        .wholes("types", List.of(1, 2, 3))
        .floats("t", List.of(2L, 4L), new float[8])
        .bytes();
  }

  @AfterProperty
  void removeFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Example
  void a_file_cut_anywhere_is_refused() throws Exception {
    var whole = whole();
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GgufFile.open(file))
          .as("cut at byte %d", length)
          .isInstanceOf(LoadException.class);
    }
    Files.write(file, whole);
    assertThat(GgufFile.open(file).tensors()).hasSize(1);
  }

  @Property(tries = 2000)
  void a_file_with_bytes_changed_is_read_or_refused(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1 << 16) Integer> places,
      @ForAll byte value)
      throws Exception {
    var bytes = whole();
    for (int place : places) {
      bytes[place % bytes.length] = value;
    }
    readOrRefused(bytes);
  }

  @Property(tries = 1000)
  void random_bytes_after_the_head_are_read_or_refused(
      @ForAll @Size(max = 300) byte[] random, @ForAll @IntRange(max = 40) int counts)
      throws Exception {
    var head =
        GgufWriting.join(
            List.of(
                Arrays.copyOf(whole(), 8),
                GgufWriting.little(8, counts % 3),
                GgufWriting.little(8, counts % 5),
                random));
    readOrRefused(head);
  }

  /** Whatever it says: every number of every tensor can be read, or the file is refused. */
  private void readOrRefused(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try {
      var gguf = GgufFile.open(file);
      for (var tensor : gguf.tensors()) {
        var row = new float[tensor.columns()];
        tensor.row(tensor.rows() - 1, row);
        assertThat(tensor.data().byteSize()).isEqualTo(tensor.rows() * tensor.rowBytes());
      }
    } catch (LoadException refused) {
      assertThat(refused.failure().violation().message()).contains("the GGUF file");
    }
  }
}
