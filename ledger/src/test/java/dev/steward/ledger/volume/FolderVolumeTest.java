package dev.steward.ledger.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real folder and on the simulated volume. */
class FolderVolumeTest {

  private static void behaves(Volume volume) throws Exception {
    assertThat(volume.read("a/b")).isEmpty();
    assertThat(volume.list("a")).isEmpty();
    volume.put("a/b", new byte[] {1, 2});
    volume.put("a/b", new byte[] {3});
    volume.append("a/c", new byte[] {1});
    volume.append("a/c", new byte[] {2});
    volume.replace("a/d/e", new byte[] {7});
    volume.sync(List.of("a/b", "a/c"));
    assertThat(volume.read("a/b")).hasValue(new byte[] {3});
    assertThat(volume.read("a/c")).hasValue(new byte[] {1, 2});
    assertThat(volume.list("a")).containsExactly("b", "c", "d");
    volume.erase("a/c");
    volume.erase("a/none");
    assertThat(volume.read("a/c")).hasValue(new byte[2]);
    volume.delete("a/c");
    volume.delete("a/c");
    volume.syncFolder("a");
    volume.syncFolder("none");
    assertThat(volume.list("a")).containsExactly("b", "d");
    volume.allocate("j/1", 4);
    try (var file = volume.open("j/1")) {
      file.write(ByteBuffer.wrap(new byte[] {9, 8}), 1);
      file.force();
    }
    assertThat(volume.read("j/1")).hasValue(new byte[] {0, 9, 8, 0});
    volume.close();
  }

  @Test
  void a_folder_behaves_as_the_volume_says(@TempDir Path folder) throws Exception {
    behaves(FolderVolume.open(folder));
  }

  @Test
  void the_simulation_behaves_like_it() throws Exception {
    behaves(new SimulatedVolume());
  }

  @Test
  void what_isnt_whole_yet_is_nobodys_business(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve(".unfinished.x"), "half");
    assertThat(new FolderReader(folder).list("")).isEmpty();
  }

  @Test
  void what_isnt_whole_goes_with_its_folder(@TempDir Path folder) throws Exception {
    try (var volume = FolderVolume.open(folder)) {
      volume.put("a/b", new byte[1]);
      Files.writeString(folder.resolve("a/.unfinished.c"), "half");
      volume.delete("a/b");
      volume.delete("a");
      assertThat(folder.resolve("a")).doesNotExist();
    }
  }
}
