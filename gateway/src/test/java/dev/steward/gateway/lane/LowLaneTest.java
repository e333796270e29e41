package dev.steward.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service whose requests a test brings and ends, on a clock that a test turns. */
class LowLaneTest {
  private static final int PODS = 4;

  private final LowLane lane = new LowLane();
  private final List<String> gone = new ArrayList<>();
  private final List<String> turnedAway = new ArrayList<>();
  private long now = 1_000_000;
  private int pods = PODS;
  private int inHand;

  private void after(Duration time) {
    now += time.toNanos();
    lane.wake(pods, inHand, now);
  }

  private void low(String name) {
    inHand++;
    lane.enter(
        new LowLane.Passenger() {
          @Override
          public void go() {
            gone.add(name);
          }

          @Override
          public void turnedAway() {
            turnedAway.add(name);
            inHand--;
          }
        },
        pods,
        inHand,
        now);
  }

  private void low(int count) {
    for (var i = 0; i < count; i++) {
      low("low " + (gone.size() + i));
    }
  }

  private void interactive() {
    inHand++;
    lane.interactive(now);
  }

  private void interactiveEnds() {
    inHand--;
    lane.wake(pods, inHand, now);
  }

  private void lowEnds() {
    lane.ended();
    inHand--;
    lane.wake(pods, inHand, now);
  }

  @Test
  void while_nobody_else_is_there_low_requests_fill_the_pods() {
    low(100);
    assertThat(gone).hasSize(PODS * Admission.OF_POD);
    lowEnds();
    assertThat(gone).hasSize(PODS * Admission.OF_POD + 1);
  }

  @Test
  void beside_interactive_ones_they_get_the_idle_pods_but_one() {
    interactive();
    low(100);
    assertThat(gone).hasSize(2);
    interactiveEnds();
    assertThat(gone).hasSize(3);
    interactive();
    interactive();
    lowEnds();
    assertThat(gone).hasSize(3);
  }

  @Test
  void a_pause_between_two_interactive_requests_is_no_end_of_them() {
    interactive();
    interactiveEnds();
    low(100);
    after(Admission.RECENT.minusMillis(1));
    assertThat(gone).hasSize(PODS - 1);
    after(Duration.ofMillis(1));
    assertThat(gone).hasSize(PODS * Admission.OF_POD);
  }

  @Test
  void one_goes_after_its_patience_whatever_the_pods_do_and_the_next_when_it_has_ended() {
    for (var i = 0; i < 50; i++) {
      interactive();
    }
    low(3);
    assertThat(gone).isEmpty();
    after(Admission.PATIENCE);
    assertThat(gone).hasSize(1);
    after(Admission.PATIENCE);
    assertThat(gone).hasSize(1);
    lowEnds();
    assertThat(gone).hasSize(2);
  }

  @Test
  void they_go_in_the_order_in_which_they_came() {
    interactive();
    pods = 1;
    low("a");
    low("b");
    low("c");
    interactiveEnds();
    lowEnds();
    lowEnds();
    assertThat(gone).containsExactly("a", "b", "c");
  }

  @Test
  void a_service_at_zero_learns_of_a_few_of_them() {
    pods = 0;
    low(100);
    assertThat(gone).hasSize(Admission.OF_POD);
  }

  @Test
  void the_lane_has_an_end_and_so_has_the_wait_in_it() {
    for (var i = 0; i < 50; i++) {
      interactive();
    }
    low(LowLane.MOST);
    assertThat(turnedAway).isEmpty();
    low("too many");
    assertThat(turnedAway).containsExactly("too many");
    after(LowLane.LONGEST);
    assertThat(turnedAway).hasSize(LowLane.MOST + 1);
    assertThat(lane.isEmpty()).isTrue();
  }
}
