package dev.steward.store.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPlaceTest {

  @TempDir private Path folder;

  private FolderPlace place() {
    return new FolderPlace(folder.resolve("out"), "pvc://data/out/");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_is_there_is_never_replaced() throws Exception {
    var file = Files.writeString(folder.resolve("second"), "second");

    assertThat(place().create("slices/0.jsonl", bytes("first"))).isEqualTo(Created.NOW);
    assertThat(place().create("slices/0.jsonl", bytes("second"))).isEqualTo(Created.BEFORE);
    assertThat(place().create("slices/0.jsonl", file)).isEqualTo(Created.BEFORE);
    assertThat(place().read("slices/0.jsonl")).contains(bytes("first"));
    assertThat(place().read("slices/1.jsonl")).isEmpty();
    assertThat(place().list("slices")).containsExactly("0.jsonl");
    assertThat(place().list("nowhere")).isEmpty();
    assertThat(place().text("a.txt")).isEqualTo("pvc://data/out/a.txt");
  }

  @Test
  void of_many_that_write_at_once_exactly_one_wins_and_its_bytes_are_whole() throws Exception {
    var writers = new ArrayList<Callable<Created>>();
    for (int i = 0; i < 16; i++) {
      var own = bytes(Integer.toHexString(i).repeat(100_000));
      writers.add(() -> place().create("result", own));
    }
    try (var threads = Executors.newFixedThreadPool(16)) {
      var outcomes = new ArrayList<Created>();
      for (var outcome : threads.invokeAll(writers)) {
        outcomes.add(outcome.get());
      }
      assertThat(outcomes).containsOnlyOnce(Created.NOW);
    }
    var kept = place().read("result").orElseThrow();
    assertThat(kept).hasSize(100_000).containsOnly(kept[0]);
    try (var left = Files.list(folder.resolve("out"))) {
      assertThat(left.map(file -> file.getFileName().toString()).toList())
          .isEqualTo(List.of("result"));
    }
  }
}
