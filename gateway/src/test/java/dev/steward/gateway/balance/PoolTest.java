package dev.steward.gateway.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.serving.ServingConfig;
import dev.steward.gateway.route.PodAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two pods at the edge with room for two requests each, and one in the cloud. */
class PoolTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));

  private final PodLoad near = new PodLoad(new PodAddress("10.0.0.1", 8080));
  private final PodLoad other = new PodLoad(new PodAddress("10.0.0.2", 8080));
  private final PodLoad far = new PodLoad(new PodAddress("10.1.0.1", 8080).at(1));
  private final Pool pool =
      new Pool(
          new ServingConfig.Revision(
              "r", 100, "r-edge", Optional.of(new ServingConfig.Spill(2, List.of("r-cloud")))),
          List.of(far, near, other));
  private final Random random = new Random(1);

  private PodLoad next() {
    return pool.takeUntried(Set.of(), NOON, random).orElseThrow().pod();
  }

  private void fill(int requests) {
    for (int i = 0; i < requests; i++) {
      next();
    }
  }

  @Test
  void requests_go_to_the_near_pods_while_these_have_room() {
    fill(4);
    assertThat(near.outstanding()).isEqualTo(2);
    assertThat(other.outstanding()).isEqualTo(2);
    assertThat(far.outstanding()).isZero();
  }

  @Test
  void they_spill_over_when_the_near_pods_are_full() {
    fill(4);
    assertThat(next()).isSameAs(far);
    assertThat(next()).isSameAs(far);
  }

  @Test
  void they_come_back_as_soon_as_a_near_pod_has_room() {
    fill(5);
    near.giveBack();
    assertThat(next()).isSameAs(near);
  }

  @Test
  void a_near_pod_that_can_not_be_reached_is_no_reason_to_wait() {
    near.unreachable(NOON.millis());
    other.unreachable(NOON.millis());
    assertThat(next()).isSameAs(far);
  }

  @Test
  void when_all_are_full_a_request_goes_where_it_is_done_soonest() {
    fill(6);
    var now = System.nanoTime();
    // near does 10 a second, other 40, far 20: with 2 in hand each that is 0.3, 0.075 and 0.15 s.
    near.computed(1, Duration.ofMillis(100), now);
    other.computed(4, Duration.ofMillis(100), now);
    far.computed(2, Duration.ofMillis(100), now);
    assertThat(next()).isSameAs(other);
    assertThat(next()).isSameAs(other);
    assertThat(next()).isSameAs(other);
    // Now it is 6 / 40 s there and 3 / 20 s far away.
    assertThat(List.of(next(), next())).contains(far);
    assertThat(near.outstanding()).isEqualTo(2);
  }

  @Test
  void a_pod_that_nobody_has_measured_is_tried() {
    fill(6);
    near.computed(4, Duration.ofMillis(100), System.nanoTime());
    other.computed(4, Duration.ofMillis(100), System.nanoTime());
    near.take();
    other.take();
    assertThat(next()).isSameAs(far);
  }

  @Test
  void a_batch_is_cut_over_near_pods_first() {
    assertThat(pool.preferred(NOON, random)).endsWith(far);
    near.take();
    near.take();
    assertThat(pool.preferred(NOON, random)).containsExactly(other, far, near);
  }

  @Test
  void a_reservation_says_how_much_the_pod_had_in_hand() {
    near.take();
    near.take();
    other.take();
    assertThat(pool.takeUntried(Set.of(), NOON, random).orElseThrow().inHand()).isEqualTo(2);
  }
}
