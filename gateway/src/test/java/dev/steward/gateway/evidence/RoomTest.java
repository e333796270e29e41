package dev.steward.gateway.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.gateway.evidence.Room.Level;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final long GIB = 1L << 30;

  private static Level of(double total, double free) {
    return new Room((long) (total * GIB), (long) (free * GIB)).level(Level.FINE);
  }

  @Test
  void alarms_come_at_70_and_at_85_percent() {
    assertThat(of(100, 31)).isEqualTo(Level.FINE);
    assertThat(of(100, 30)).isEqualTo(Level.FILLING);
    assertThat(of(100, 16)).isEqualTo(Level.FILLING);
    assertThat(of(100, 15)).isEqualTo(Level.NEARLY_FULL);
    assertThat(of(100, 1.1)).isEqualTo(Level.NEARLY_FULL);
    assertThat(of(100, 0.9)).isEqualTo(Level.FULL);
  }

  @Test
  void a_small_volume_keeps_room_for_what_must_be_written_still() {
    assertThat(of(1, 0.13)).isEqualTo(Level.NEARLY_FULL);
    assertThat(of(1, 0.12)).isEqualTo(Level.FULL);
  }

  @Test
  void a_full_volume_is_full_until_there_is_more_than_the_reserve() {
    var reserve = new Room(100 * GIB, 0).reserve();
    assertThat(new Room(100 * GIB, reserve).level(Level.FULL)).isEqualTo(Level.FULL);
    assertThat(new Room(100 * GIB, reserve).level(Level.NEARLY_FULL)).isEqualTo(Level.NEARLY_FULL);
    assertThat(new Room(100 * GIB, reserve * 5 / 4).level(Level.FULL)).isEqualTo(Level.NEARLY_FULL);
  }

  @Test
  void a_volume_without_a_size_is_full() {
    assertThat(new Room(0, 0).level(Level.FINE)).isEqualTo(Level.FULL);
  }

  @Test
  void what_is_set_aside_for_others_fills_nothing() {
    var room = Room.of(252 * GIB, 221 * GIB, 61 * GIB);
    assertThat(room).isEqualTo(new Room(92 * GIB, 61 * GIB));
    assertThat(room.level(Level.FINE)).isEqualTo(Level.FINE);
  }
}
