package dev.steward.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.bench.faults.away.Mood;
import java.util.EnumSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoryTest {

  private static final int SEEDS = 300;

  @Test
  void a_seed_tells_the_same_story_again() {
    assertThat(LongStream.range(0, SEEDS).mapToObj(Story::of))
        .containsExactlyElementsOf(LongStream.range(0, SEEDS).mapToObj(Story::of).toList());
  }

  @Test
  void whoever_was_away_is_back_before_the_clients_leave() {
    LongStream.range(0, SEEDS)
        .mapToObj(Story::of)
        .forEach(story -> {
          var mood = Mood.WELL;
          var stores = 0;
          for (var step : story.steps().subList(0, story.steps().indexOf(new Step.Quiet()))) {
            if (step instanceof Step.Receiving(var next)) {
              mood = next;
            }
            stores += step instanceof Step.StoreEnds ? -1 : 0;
            stores += step instanceof Step.StoreReturns ? 1 : 0;
          }
          assertThat(mood).as("seed %d", story.seed()).isEqualTo(Mood.WELL);
          assertThat(stores).as("seed %d", story.seed()).isZero();
        });
  }

  @Test
  void the_runs_have_every_kind_of_fault_and_every_mood() {
    var kinds = EnumSet.noneOf(Story.Kind.class);
    var moods = EnumSet.noneOf(Mood.class);
    LongStream.range(0, SEEDS)
        .mapToObj(Story::of)
        .forEach(story -> {
          kinds.add(story.kind());
          for (var step : story.steps()) {
            if (step instanceof Step.Receiving(var mood)) {
              moods.add(mood);
            }
          }
        });
    assertThat(kinds).containsExactlyInAnyOrder(Story.Kind.values());
    assertThat(moods).containsExactlyInAnyOrder(Mood.values());
  }
}
