package dev.steward.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.task.RunPlace;
import dev.steward.store.write.Created;
import dev.steward.store.write.FolderPlace;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptResultsTest {

  @TempDir private Path folder;

  private KeptResults place() {
    return new KeptResults(new FolderPlace(folder, "kept/"));
  }

  @Test
  void slices_are_kept_up_to_a_mebibyte_together() throws IOException {
    var place = place();
    var half = new byte[RunPlace.MAX_KEPT / 2];
    assertThat(place.create(".task/slices/00000", half)).isEqualTo(Created.NOW);
    assertThat(place.create(".task/slices/00000", half)).isEqualTo(Created.BEFORE);
    assertThat(place.create(".task/slices/00001", half)).isEqualTo(Created.NOW);
    assertThatThrownBy(() -> place.create(".task/slices/00002", new byte[1]))
        .isInstanceOf(KeptResults.TooLargeException.class);
    assertThat(place.create("results.jsonl", new byte[RunPlace.MAX_KEPT])).isEqualTo(Created.NOW);
  }

  @Test
  void what_an_earlier_holder_kept_counts() throws IOException {
    place().create(".task/slices/00000", new byte[RunPlace.MAX_KEPT]);
    var later = place();
    assertThatThrownBy(() -> later.create(".task/slices/00001", new byte[1]))
        .isInstanceOf(KeptResults.TooLargeException.class);
  }
}
