package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotPlanTest {

  @Test
  void a_large_budget_makes_long_slots() {
    assertThat(SlotPlan.of(1L << 30, 46_080, 8192)).contains(new SlotPlan(8, 2912));
  }

  @Test
  void no_slot_is_longer_than_the_model_can_read() {
    assertThat(SlotPlan.of(1L << 30, 46_080, 2048)).contains(new SlotPlan(8, 2048));
  }

  @Test
  void a_small_budget_makes_few_slots_before_short_ones() {
    assertThat(SlotPlan.of(200L << 20, 46_080, 8192)).contains(new SlotPlan(2, 2275));
    assertThat(SlotPlan.of(20L << 20, 46_080, 8192)).contains(new SlotPlan(1, 455));
  }

  @Test
  void too_small_a_budget_makes_none() {
    assertThat(SlotPlan.of(1L << 20, 46_080, 8192)).isEmpty();
  }
}
