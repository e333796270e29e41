package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.llm.Schedule.Last;
import dev.steward.runtime.llm.Schedule.State;
import dev.steward.runtime.llm.Schedule.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final int SLOTS = 2;
  private static final int CHUNK = 64;

  @Test
  void nothing_to_do_is_rest() {
    assertThat(next(0, 0, 0, Last.OTHER)).isEqualTo(new Step.Rest());
  }

  @Test
  void a_prompt_is_begun_while_there_is_a_slot() {
    assertThat(next(0, 0, 1, Last.OTHER)).isEqualTo(new Step.Begin());
    assertThat(next(1, 0, 1, Last.OTHER)).isEqualTo(new Step.Begin());
    assertThat(next(2, 0, 1, Last.OTHER)).isEqualTo(new Step.Write());
  }

  @Test
  void a_chunk_and_a_step_of_those_who_write_take_turns() {
    assertThat(next(1, 100, 0, Last.OTHER)).isEqualTo(new Step.Read(64));
    assertThat(next(1, 36, 0, Last.READ)).isEqualTo(new Step.Write());
    assertThat(next(1, 36, 0, Last.OTHER)).isEqualTo(new Step.Read(36));
  }

  @Test
  void a_prompt_alone_is_read_without_pauses() {
    assertThat(next(0, 100, 3, Last.READ)).isEqualTo(new Step.Read(64));
  }

  @Test
  void nobody_waits_for_more_than_one_chunk() {
    var steps = new ArrayList<Step>();
    int unread = 640;
    var last = Last.OTHER;
    for (int i = 0; i < 12; i++) {
      var step = next(1, unread, 5, last);
      steps.add(step);
      last = step instanceof Step.Read ? Last.READ : Last.OTHER;
      if (step instanceof Step.Read(int tokens)) {
        unread -= tokens;
      }
    }
    for (int i = 0; i + 1 < steps.size(); i++) {
      assertThat(List.of(steps.get(i), steps.get(i + 1))).contains(new Step.Write());
    }
  }

  private static Step next(int writing, int unread, int waiting, Last last) {
    return Schedule.next(new State(writing, unread, waiting, last), SLOTS, CHUNK);
  }
}
