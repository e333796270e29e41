package dev.steward.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.journal.Appended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final WaitingRoom room = new WaitingRoom(4);

  private static Asked entry() {
    return new Asked.Entry(new Appended(new byte[] {1}, new byte[0]), new CompletableFuture<>());
  }

  private List<Asked> taken(int crowd, Duration patience, Duration idle) throws Exception {
    var taken = new ArrayList<Asked>();
    room.take(crowd, patience, idle, taken);
    return taken;
  }

  private void enter(Asked... all) throws Exception {
    for (var one : all) {
      assertThat(room.enter(one, Duration.ZERO)).isTrue();
    }
  }

  @Test
  void those_who_came_are_taken_in_their_order() throws Exception {
    var one = entry();
    var other = entry();
    enter(one, other);
    assertThat(taken(2, LONG, LONG)).containsExactly(one, other);
    assertThat(room.size()).isZero();
  }

  @Test
  void a_crowd_that_is_complete_is_waited_for() throws Exception {
    enter(entry());
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = thread.submit(() -> taken(3, LONG, LONG));
      enter(entry(), entry());
      assertThat(taken.get()).hasSize(3);
    }
  }

  @Test
  void who_came_is_taken_when_patience_ends() throws Exception {
    enter(entry());
    assertThat(taken(3, Duration.ZERO, LONG)).hasSize(1);
  }

  @Test
  void after_patience_the_next_one_to_come_is_taken_alone() throws Exception {
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = thread.submit(() -> taken(3, Duration.ZERO, LONG));
      enter(entry());
      assertThat(taken.get()).hasSize(1);
    }
  }

  @Test
  void nobody_is_taken_when_nobody_comes() throws Exception {
    assertThat(taken(3, Duration.ZERO, Duration.ZERO)).isEmpty();
  }

  @Test
  void what_is_no_entry_is_taken_without_a_crowd() throws Exception {
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = thread.submit(() -> taken(3, LONG, LONG));
      enter(new Asked.Rotation(new CompletableFuture<>()));
      assertThat(taken.get()).hasSize(1);
    }
  }

  @Test
  void what_is_no_entry_and_came_before_is_taken_without_a_crowd() throws Exception {
    enter(new Asked.Rotation(new CompletableFuture<>()));
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = thread.submit(() -> taken(3, LONG, LONG));
      assertThat(taken.get(10, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void who_finds_no_seat_waits_until_the_others_were_taken() throws Exception {
    enter(entry(), entry(), entry(), entry());
    var late = entry();
    assertThat(room.enter(late, Duration.ZERO)).isFalse();
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var entered = thread.submit(() -> room.enter(late, LONG));
      assertThat(taken(4, LONG, LONG)).hasSizeBetween(4, 5);
      assertThat(entered.get()).isTrue();
    }
  }
}
