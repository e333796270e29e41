package dev.steward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

  @TempDir Path folder;

  /** By hand: {@code printf abc | sha256sum}, and the same of the folder's list. */
  @Test
  void the_digest_of_a_file_and_of_a_folder_is_printed_alone() throws Exception {
    var file = Files.writeString(folder.resolve("model.onnx"), "abc");
    var abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(CommandRun.of("inspect", "--digest", file.toString()).out())
        .isEqualTo("sha256:" + abc + "\n");
    assertThat(CommandRun.of("inspect", "--digest", folder.toString()).out())
        .isEqualTo("sha256:dfde64ec79d8d4784868162100bd46ec6ac29a4c648ab42d293c55bd4b297c67\n");
  }

  @Test
  void a_model_that_isn_t_there_has_none() {
    var run = CommandRun.of("inspect", "--digest", folder.resolve("none").toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("there is no such file");
  }
}
