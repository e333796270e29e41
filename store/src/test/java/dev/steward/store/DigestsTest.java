package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {

  @TempDir private Path folder;

  private static String sha256(String text) {
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_files_digest_is_that_of_its_bytes() throws IOException {
    var file = Files.writeString(folder.resolve("f"), "abc");
    assertThat(Digests.of(file).hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void a_folders_digest_is_that_of_its_list() throws IOException {
    Files.writeString(folder.resolve("b"), "bb");
    Files.createDirectories(folder.resolve("a.d/empty"));
    Files.writeString(folder.resolve("a.d/x"), "");
    Files.writeString(folder.resolve("aé"), "e");
    var list = sha256("") + "  0  a.d/x\n" + sha256("e") + "  1  aé\n" + sha256("bb") + "  2  b\n";
    assertThat(Digests.of(folder).hex()).isEqualTo(sha256(list));
  }

  @Test
  void a_link_counts_as_what_it_leads_to() throws IOException {
    var real = Files.createDirectories(folder.resolve("real"));
    Files.writeString(real.resolve("x"), "1");
    var linked = Files.createDirectories(folder.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("x"), real.resolve("x"));
    assertThat(Digests.of(linked)).isEqualTo(Digests.of(real));
  }

  @Test
  void a_volumes_own_folder_does_not_count() throws IOException {
    var before = Digests.of(folder);
    Files.writeString(Files.createDirectories(folder.resolve("lost+found")).resolve("x"), "1");
    assertThat(Digests.of(folder)).isEqualTo(before);
  }

  @Test
  void a_link_that_leads_round_is_told() throws IOException {
    Files.createSymbolicLink(folder.resolve("round"), folder);
    assertThatThrownBy(() -> Digests.of(folder)).isInstanceOf(IOException.class);
  }
}
