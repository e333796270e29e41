package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunPlaceTest {

  private static final TaskInputs ITEMS = new TaskInputs.Inline(List.of("\"a\""));
  private static final DataPath WEB = new DataPath.Https(URI.create("https://host/a.png"));
  private static final DataPath CLAIM = new DataPath.Pvc("scans", "a.png");

  @Test
  void what_needs_no_right_of_the_namespace_is_run_by_a_gateway() {
    assertThat(RunPlace.of(ITEMS, Optional.empty())).isEqualTo(Checked.valid(RunPlace.GATEWAY));
    assertThat(RunPlace.of(new TaskInputs.Files(List.of(WEB)), Optional.empty()))
        .isEqualTo(Checked.valid(RunPlace.GATEWAY));
  }

  @Test
  void what_has_an_output_path_is_run_by_jobs() {
    assertThat(RunPlace.of(ITEMS, Optional.of(CLAIM))).isEqualTo(Checked.valid(RunPlace.JOBS));
  }

  @Test
  void results_of_a_claims_files_need_a_path() {
    for (var inputs :
        List.of(new TaskInputs.Files(List.of(WEB, CLAIM)), new TaskInputs.Lines(WEB))) {
      assertThat(RunPlace.of(inputs, Optional.empty()))
          .isInstanceOfSatisfying(
              Checked.Invalid.class,
              wrong -> assertThat(wrong.violation().message()).contains("name output.path"));
    }
  }
}
