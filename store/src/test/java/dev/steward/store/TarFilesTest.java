package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarFilesTest {

  private static final long MOST = 1_000_000;

  @TempDir private Path temporary;
  private Path folder = Path.of("/nonexistent");
  private int archives;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectories(temporary.resolve("in/model"));
  }

  private void unpack(TarFiles tar, TarFiles.Layout layout, Pulls.Entries entries)
      throws IOException {
    archives++;
    var archive = temporary.resolve("archive" + archives);
    Files.write(archive, Pulls.gzip(Pulls.tar(entries)));
    tar.unpack(archive, TarFiles.Packing.GZIP, layout);
  }

  private void unpack(Pulls.Entries entries) throws IOException {
    unpack(new TarFiles(folder, MOST, () -> false), TarFiles.Layout.ARTIFACT, entries);
  }

  @Test
  void files_lie_in_their_folders() throws Exception {
    unpack(tar -> {
      Pulls.file(tar, "./model.onnx", "graph");
      Pulls.file(tar, "weights/" + "w".repeat(150) + ".bin", "weights");
    });
    assertThat(folder.resolve("model.onnx")).hasContent("graph");
    assertThat(folder.resolve("weights/" + "w".repeat(150) + ".bin")).hasContent("weights");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "a/../../out", "/etc/out", "a/./../../out", "a/b/../../../out"})
  void a_name_that_leads_out_of_the_folder_is_refused(String name) {
    assertThatThrownBy(() -> unpack(tar -> Pulls.file(tar, name, "x")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("leads out of its folder");
    assertThat(temporary.resolve("out")).doesNotExist();
    assertThat(temporary.resolve("in/out")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void links_and_devices_are_refused(byte kind) {
    assertThatThrownBy(() -> unpack(tar -> Pulls.special(tar, "model.onnx", kind, "/etc/passwd")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("\"model.onnx\" is a link, a device");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void an_archive_that_unpacks_to_more_than_taken_is_refused() throws Exception {
    var bomb = new byte[2_000_000];
    assertThat(Pulls.gzip(bomb)).hasSizeLessThan(5000);
    assertThatThrownBy(() -> unpack(tar -> Pulls.file(tar, "model.onnx", bomb)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("unpacks to more than 1000000 bytes");
  }

  @Test
  void what_is_passed_over_counts_too() {
    assertThatThrownBy(() ->
            unpack(
                new TarFiles(folder, MOST, () -> false),
                TarFiles.Layout.IMAGE,
                tar -> Pulls.file(tar, "usr/bin/large", new byte[2_000_000])))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("unpacks to more than");
  }

  @Test
  void an_archive_without_an_end_to_its_entries_is_refused() {
    assertThatThrownBy(() ->
            unpack(
                new TarFiles(folder, 1L << 40, () -> false),
                TarFiles.Layout.ARTIFACT,
                tar -> {
                  for (int i = 0; i <= Digests.MAX_FILES; i++) {
                    Pulls.file(tar, "f" + i, "");
                  }
                }))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("more than 10000 files");
  }

  @Test
  void an_archive_that_takes_too_long_is_left() {
    assertThatThrownBy(() ->
            unpack(
                new TarFiles(folder, MOST, () -> true),
                TarFiles.Layout.ARTIFACT,
                tar -> Pulls.file(tar, "model.onnx", "x")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("takes too long");
  }

  @Test
  void of_an_image_counts_the_folder_models_as_its_last_layer_leaves_it() throws Exception {
    var image = new TarFiles(folder, MOST, () -> false);
    unpack(
        image,
        TarFiles.Layout.IMAGE,
        tar -> {
          Pulls.special(tar, "bin/sh", TarConstants.LF_SYMLINK, "/bin/busybox");
          Pulls.file(tar, "models/model.onnx", "old");
          Pulls.file(tar, "models/draft/notes.txt", "notes");
        });
    unpack(
        image,
        TarFiles.Layout.IMAGE,
        tar -> {
          Pulls.file(tar, "models/model.onnx", "new");
          Pulls.file(tar, "models/.wh.draft", "");
          Pulls.file(tar, "models-of-others/x", "x");
        });
    assertThat(folder.resolve("model.onnx")).hasContent("new");
    assertThat(folder.resolve("draft")).doesNotExist();
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void what_is_no_archive_is_told() {
    var archive = temporary.resolve("none");
    assertThatThrownBy(
            () -> {
              Files.writeString(archive, "plain text");
              new TarFiles(folder, MOST, () -> false)
                  .unpack(archive, TarFiles.Packing.GZIP, TarFiles.Layout.ARTIFACT);
            })
        .isInstanceOf(IOException.class);
  }
}
