package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.llm.SlotShares.Holder;
import dev.steward.runtime.pool.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotSharesTest {

  private static final Tenant A = new Tenant("a");
  private static final Tenant B = new Tenant("b");
  private static final Tenant C = new Tenant("c");

  @Test
  void of_one_tenant_who_came_first_goes_first() {
    assertThat(SlotShares.next(List.of(A, A), List.of(A))).isEqualTo(0);
  }

  @Test
  void the_tenant_with_fewest_slots_goes_first() {
    assertThat(SlotShares.next(List.of(A, A, B), List.of(A))).isEqualTo(2);
    assertThat(SlotShares.next(List.of(A, B, C), List.of(A, B, B))).isEqualTo(2);
  }

  @Test
  void a_text_of_who_has_two_more_pauses() {
    var all = List.of(holder(A, 300), holder(A, 200), holder(A, 250));
    assertThat(SlotShares.paused(List.of(A, B), all)).hasValue(1);
  }

  @Test
  void shares_that_are_as_equal_as_can_be_stay() {
    assertThat(SlotShares.paused(List.of(B), List.of(holder(A, 100)))).isEmpty();
    assertThat(SlotShares.paused(List.of(B), List.of(holder(A, 100), holder(A, 100), holder(B, 9))))
        .isEmpty();
    assertThat(SlotShares.paused(List.of(A, A), List.of(holder(A, 100), holder(A, 100)))).isEmpty();
    assertThat(SlotShares.paused(List.of(), List.of(holder(A, 100), holder(A, 100)))).isEmpty();
  }

  @Test
  void a_text_pauses_no_more_often_than_is_bounded_and_not_before_it_has_written() {
    var tired = new Holder(A, 100, 90, SlotShares.MOST_PAUSES);
    var fresh = new Holder(A, 100, SlotShares.LEAST_WRITTEN - 1, 0);
    assertThat(SlotShares.paused(List.of(B), List.of(tired, fresh))).isEmpty();
    assertThat(SlotShares.paused(List.of(B), List.of(tired, holder(A, 900)))).hasValue(1);
  }

  private static Holder holder(Tenant tenant, int read) {
    return new Holder(tenant, read, SlotShares.LEAST_WRITTEN, 0);
  }
}
