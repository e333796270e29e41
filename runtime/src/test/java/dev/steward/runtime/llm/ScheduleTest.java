package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.llm.Schedule.Bounds;
import dev.steward.runtime.llm.Schedule.State;
import dev.steward.runtime.llm.Schedule.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Bounds BOUNDS = new Bounds(2, 64, 96);

  @Test
  void nothing_to_do_is_rest() {
    assertThat(next(0, 0, 0, 0)).isEqualTo(new Step.Rest());
  }

  @Test
  void a_prompt_is_begun_while_there_is_a_slot() {
    assertThat(next(0, 0, 1, 0)).isEqualTo(new Step.Begin());
    assertThat(next(1, 0, 1, 0)).isEqualTo(new Step.Begin());
    assertThat(next(2, 0, 1, 0)).isEqualTo(new Step.Write());
  }

  @Test
  void chunks_and_steps_of_those_who_write_take_turns() {
    assertThat(next(1, 100, 0, 0)).isEqualTo(new Step.Read(64));
    assertThat(next(1, 36, 0, 64)).isEqualTo(new Step.Write());
    assertThat(next(1, 36, 0, 0)).isEqualTo(new Step.Read(36));
  }

  @Test
  void a_prompt_alone_is_read_without_pauses() {
    assertThat(next(0, 100, 3, 1_000)).isEqualTo(new Step.Read(64));
  }

  @Test
  void short_prompts_share_a_turn() {
    assertThat(next(1, 0, 3, 40)).isEqualTo(new Step.Begin());
    assertThat(next(1, 40, 2, 40)).isEqualTo(new Step.Read(40));
    assertThat(next(1, 0, 2, 80)).isEqualTo(new Step.Write());
  }

  @Test
  void prompts_of_one_token_at_a_time_take_turns_too() {
    assertThat(Schedule.cost(1)).isEqualTo(32);
    assertThat(next(1, 1, 0, 64)).isEqualTo(new Step.Read(1));
    assertThat(next(1, 1, 0, 96)).isEqualTo(new Step.Write());
  }

  @Test
  void eight_short_prompts_that_come_at_once_are_read_with_three_steps_between() {
    var bounds = new Bounds(8, 64, 96);
    var steps = played(bounds, List.of(40, 40, 40, 40, 40, 40, 40, 40), 0);
    assertThat(steps.stream().filter(step -> step instanceof Step.Read)).hasSize(8);
    assertThat(steps.stream().filter(step -> step instanceof Step.Write)).hasSize(3);
  }

  @Test
  void nobody_who_writes_waits_for_more_than_the_budget() {
    var bounds = new Bounds(8, 64, 96);
    var steps = played(bounds, List.of(640, 10, 10, 10, 100, 640), 1);
    int since = 0;
    for (var step : steps) {
      switch (step) {
        case Step.Read(int tokens) -> since += tokens;
        case Step.Write() -> since = 0;
        case Step.Begin(), Step.Rest() -> {}
      }
      assertThat(since).isLessThanOrEqualTo(96);
    }
  }

  /** What is done until all prompts are read; nobody who writes ends meanwhile. */
  private static List<Step> played(Bounds bounds, List<Integer> prompts, int writers) {
    var waiting = new ArrayList<>(prompts);
    var steps = new ArrayList<Step>();
    int writing = writers;
    int unread = 0;
    int since = 0;
    while (!waiting.isEmpty() || unread > 0) {
      var step = Schedule.next(new State(writing, unread, waiting.size(), since), bounds);
      steps.add(step);
      switch (step) {
        case Step.Begin() -> unread = waiting.removeFirst();
        case Step.Read(int tokens) -> {
          unread -= tokens;
          since += Schedule.cost(tokens);
          writing += unread == 0 ? 1 : 0;
        }
        case Step.Write() -> since = 0;
        case Step.Rest() -> throw new AssertionError("there is work");
      }
    }
    return steps;
  }

  private static Step next(int writing, int unread, int waiting, int since) {
    return Schedule.next(new State(writing, unread, waiting, since), BOUNDS);
  }
}
