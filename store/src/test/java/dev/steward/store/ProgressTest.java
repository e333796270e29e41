package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final int MIB = 1 << 20;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ArrayList<String> told = new ArrayList<>();
  private final Arriving arriving = new Arriving(told::add);
  private final Progress progress = new Progress("oci://r.example/m:1", now::get, arriving);

  private void at(int second) {
    now.set(Instant.EPOCH.plusSeconds(second));
  }

  private Arrival arrival() {
    return arriving.now().orElseThrow();
  }

  @Test
  void however_much_comes_one_sentence_an_interval_is_told() {
    progress.expects(200 * MIB);
    for (int second = 1; second <= 20; second++) {
      at(second);
      progress.came(MIB);
      progress.came(MIB);
    }
    assertThat(told)
        .containsExactly(
            "oci://r.example/m:1: 19 of 200 MiB (9 %), about 2 min left",
            "oci://r.example/m:1: 39 of 200 MiB (19 %), about 1 min left");
  }

  @Test
  void a_download_of_unknown_size_says_what_came() {
    now.set(Instant.EPOCH.plus(Progress.INTERVAL));
    progress.came(3 * MIB);
    assertThat(told).containsExactly("oci://r.example/m:1: 3.0 MiB");
  }

  @Test
  void nothing_is_on_its_way_until_something_is_known_of_it() {
    assertThat(arriving.now()).isEmpty();
    progress.waits();
    assertThat(arrival().phase()).isEqualTo(Phase.WAITING);
    progress.expects(10);
    assertThat(arrival().phase()).isEqualTo(Phase.DOWNLOADING);
    assertThat(arrival().totalBytes()).hasValue(10);
  }

  @Test
  void what_an_earlier_attempt_left_is_told_apart() {
    progress.expects(10);
    progress.had(4);
    progress.came(3);
    assertThat(arrival().bytes()).isEqualTo(7);
    assertThat(arrival().begunWith()).isEqualTo(4);
  }

  @Test
  void what_is_brought_again_counts_once() {
    progress.expects(10);
    progress.had(4);
    progress.lost(4);
    assertThat(arrival().bytes()).isZero();
    assertThat(arrival().begunWith()).isZero();
    progress.came(10);
    assertThat(arrival().percent()).hasValue(100);
  }

  @Test
  void the_speed_is_that_of_the_last_seconds_and_falls_to_nothing() {
    progress.expects(100 * MIB);
    for (int second = 1; second <= 20; second++) {
      at(second);
      progress.came(second <= 10 ? MIB : 2 * MIB);
    }
    assertThat(arrival().bytesPerSecond()).isEqualTo(2 * MIB);
    at(24);
    assertThat(arrival().bytesPerSecond()).isBetween(1L, 2L * MIB - 1);
    at(26);
    assertThat(arrival().bytesPerSecond()).isZero();
  }

  @Test
  void trouble_is_told_until_bytes_come_again() {
    progress.expects(10);
    progress.troubled("the server answers 503");
    assertThat(arrival().trouble()).contains("the server answers 503");
    progress.came(1);
    assertThat(arrival().trouble()).isEmpty();
  }

  @Test
  void a_signature_that_is_slow_is_not_taken_for_the_model() {
    progress.expects(10);
    new Progress("the signature", now::get, arriving).troubled("the server answers 503");
    assertThat(arrival().totalBytes()).hasValue(10);
    assertThat(arrival().trouble()).isEmpty();
  }

  @Test
  void once_all_is_here_it_is_loaded() {
    progress.expects(10);
    progress.had(10);
    progress.ended();
    assertThat(arrival().phase()).isEqualTo(Phase.LOADING);
  }
}
