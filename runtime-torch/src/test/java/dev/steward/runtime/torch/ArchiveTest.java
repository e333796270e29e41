package dev.steward.runtime.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a file before the engine gets it. */
class ArchiveTest {

  private static final byte[] WHOLE = TorchArchive.network(Network.of(4, 8, 2)).bytes();

  @TempDir private Path folder;

  private LoadException refused(byte[] bytes) throws Exception {
    var file = Files.write(folder.resolve("model.pt"), bytes);
    var refused = catchThrowableOfType(LoadException.class, () -> Archive.check(file));
    assertThat(refused).isNotNull();
    return refused;
  }

  private String corrupt(byte[] bytes) throws Exception {
    var failure = refused(bytes).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_CORRUPT);
    assertThat(failure.violation().message())
        .startsWith("spec.model.uri: model.pt can't be read as TorchScript: ");
    return failure.violation().message();
  }

  private static byte[] zip(String... names) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[100]);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] code(String line) {
    return new TorchArchive("x: Tensor", "Tensor", line).bytes();
  }

  @Test
  void a_whole_archive_passes() throws Exception {
    var file = Files.write(folder.resolve("model.pt"), WHOLE);
    assertThatCode(() -> Archive.check(file)).doesNotThrowAnyException();
  }

  @Test
  void wherever_a_file_was_cut_off_it_is_refused() throws Exception {
    for (int length = 0; length < WHOLE.length; length += 37) {
      corrupt(Arrays.copyOf(WHOLE, length));
    }
  }

  @Test
  void other_things_are_told_by_what_they_are() throws Exception {
    assertThat(corrupt(new byte[] {(byte) 0x80, 2, 'c', 'o', 's', '.'})).contains("a bare pickle");
    assertThat(corrupt("<html>".getBytes(StandardCharsets.US_ASCII))).contains("model.pt");
    assertThat(corrupt(zip("a/data.pkl"))).contains("\"a/data.pkl\" isn't stored as it is");
  }

  @Test
  void weights_without_code_are_told() throws Exception {
    var named =
        new String(WHOLE, StandardCharsets.ISO_8859_1).replace("__torch__.py", "__torch__.pz");
    assertThat(corrupt(named.getBytes(StandardCharsets.ISO_8859_1)))
        .contains("it has weights and no code, as torch.save writes it");
    assertThat(
            corrupt(
                new String(WHOLE, StandardCharsets.ISO_8859_1)
                    .replace("constants.pkl", "constants.pkz")
                    .getBytes(StandardCharsets.ISO_8859_1)))
        .contains("it has no constants.pkl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return torch.from_file(\"/etc/passwd\", False, 10, dtype=0)",
        "return ops.aten.from_file(\"/etc/passwd\")",
        "torch.save(x, \"/tmp/x\")",
        "torch . save (x, \"/tmp/x\")"
      })
  void code_that_reads_or_writes_files_is_refused(String line) throws Exception {
    var failure = refused(code(line)).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_UNSUITABLE);
    assertThat(failure.violation().message()).contains("files of the machine");
  }

  @Test
  void names_that_only_resemble_those_pass() throws Exception {
    var file = Files.write(folder.resolve("model.pt"), code("saved = x"));
    assertThatCode(() -> Archive.check(file)).doesNotThrowAnyException();
  }
}
