package dev.steward.gateway.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private final WaitingRoom room = new WaitingRoom();
  private final List<String> gone = new ArrayList<>();
  private int places;

  /** Goes as soon as there is a place, or when its time is over. */
  private final class Named implements WaitingRoom.Guest {
    private final String name;
    private final long until;

    Named(String name, long until) {
      this.name = name;
      this.until = until;
    }

    @Override
    public Optional<Runnable> place() {
      if (places == 0) {
        return Optional.empty();
      }
      places--;
      return Optional.of(() -> gone.add(name));
    }

    @Override
    public Optional<Runnable> pass(long now) {
      return now >= until ? Optional.of(() -> gone.add(name + " expired")) : Optional.empty();
    }

    @Override
    public void stay(long now) {}
  }

  @Test
  void the_first_leave_first_and_as_many_as_there_are_places() {
    for (var name : List.of("a", "b", "c")) {
      assertThat(room.enter(new Named(name, 10), 3)).isTrue();
    }
    places = 2;
    room.wake();
    assertThat(gone).containsExactly("a", "b");
    assertThat(room.size()).isEqualTo(1);
  }

  @Test
  void there_is_room_for_so_many() {
    assertThat(room.enter(new Named("a", 10), 1)).isTrue();
    assertThat(room.enter(new Named("b", 10), 1)).isFalse();
    assertThat(room.size()).isEqualTo(1);
  }

  @Test
  void whose_time_is_over_leaves_and_the_others_stay() {
    room.enter(new Named("a", 5), 9);
    room.enter(new Named("b", 10), 9);
    room.pass(5);
    assertThat(gone).containsExactly("a expired");
    assertThat(room.size()).isEqualTo(1);
  }

  @Test
  void a_place_is_better_than_the_end_of_the_wait() {
    room.enter(new Named("a", 5), 9);
    places = 1;
    room.pass(5);
    assertThat(gone).containsExactly("a");
  }

  @Test
  void a_guest_is_taken_out_once() {
    var guest = new Named("a", 5);
    room.enter(guest, 9);
    assertThat(room.leave(guest)).isTrue();
    assertThat(room.leave(guest)).isFalse();
    places = 1;
    room.wake();
    assertThat(gone).isEmpty();
  }

  @Test
  void bytes_are_bounded_over_all_guests() {
    assertThat(room.takeBytes(60, 100)).isTrue();
    assertThat(room.takeBytes(60, 100)).isFalse();
    room.giveBytesBack(60);
    assertThat(room.takeBytes(100, 100)).isTrue();
  }
}
