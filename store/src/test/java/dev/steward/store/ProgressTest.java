package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ArrayList<String> told = new ArrayList<>();
  private final Progress progress = new Progress("oci://r.example/m:1", now::get, told::add);

  @Test
  void however_much_comes_one_sentence_an_interval_is_told() {
    progress.expects(200 << 20);
    for (int second = 1; second <= 20; second++) {
      now.set(Instant.EPOCH.plusSeconds(second));
      progress.came(1 << 20);
      progress.came(1 << 20);
    }
    assertThat(told)
        .containsExactly(
            "oci://r.example/m:1: 19 of 200 MiB are here (9 %)",
            "oci://r.example/m:1: 39 of 200 MiB are here (19 %)");
  }

  @Test
  void a_download_of_unknown_size_says_what_came() {
    now.set(Instant.EPOCH.plus(Progress.INTERVAL));
    progress.came(3 << 20);
    assertThat(told).containsExactly("oci://r.example/m:1: 3 MiB are here");
  }
}
