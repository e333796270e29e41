package dev.steward.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

class SlicesPropertyTest {

  @Property(tries = 300)
  void every_item_is_in_exactly_one_slice_and_the_bounds_hold(
      @ForAll @LongRange(min = 1, max = TaskDescription.MAX_ITEMS) long items,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double speed) {
    var slices = Slices.cut(items, speed, Slicing.OF_JOBS);

    assertThat(slices.count()).isBetween(1, Slicing.OF_JOBS.most());
    long next = 0;
    for (int index = 0; index < slices.count(); index++) {
      assertThat(slices.range(index).from()).isEqualTo(next);
      assertThat(slices.range(index).items()).isBetween(1L, (long) Slices.MAX_SIZE);
      next = slices.range(index).to();
    }
    assertThat(next).isEqualTo(items);
  }

  /** A fault in the arithmetic could leave an item to nobody, or keep a worker dying for ever. */
  @Property(tries = 300)
  void a_deadly_item_is_given_up_alone_within_the_bound_and_all_others_run(
      @ForAll @LongRange(min = 1, max = Slices.MAX_SIZE) long items,
      @ForAll @LongRange(min = 0, max = Slices.MAX_SIZE - 1) long choice) {
    var worker = new MortalWorker(choice % items);
    var whole = new ItemRange(0, items);

    int deaths = 0;
    while (worker.dies(whole)) {
      deaths++;
    }

    assertThat(deaths).isLessThanOrEqualTo(Isolation.MAX_DEATHS);
    assertThat(worker.givenUp()).containsExactly(choice % items);
    assertThat(worker.finished()).isEqualTo(items - 1);
  }
}
