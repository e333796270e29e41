package dev.steward.runtime.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptModelsTest {

  private static final int OLD = 200;

  @TempDir private Path folder;

  private Path keep(String key) throws IOException {
    return new KeptModels(folder, "kept-", 1)
        .graph(key, into -> Files.createFile(into.resolve(KeptModels.MODEL)));
  }

  @Test
  void who_forgets_what_another_forgets_too_goes_on() throws Exception {
    for (int i = 0; i < OLD; i++) {
      Files.createFile(
          Files.createDirectory(folder.resolve("kept-old-" + i)).resolve(KeptModels.MODEL));
    }

    try (var processes = Executors.newFixedThreadPool(4)) {
      var kept = new ArrayList<Future<Path>>();
      for (int i = 0; i < 4; i++) {
        kept.add(processes.submit(() -> keep("new")));
      }
      for (var one : kept) {
        assertThat(one.get()).isRegularFile();
      }
    }

    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("kept-new"));
    }
  }
}
