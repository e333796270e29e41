package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.reconcile.EventBudget.Verdict;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventBudgetTest {

  private final EventBudget budget = new EventBudget();
  private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

  private long granted(String uid, Instant now, int asked) {
    return IntStream.range(0, asked).filter(i -> budget.spend(uid, now) == Verdict.GRANTED).count();
  }

  @Test
  void a_burst_is_granted_and_no_more() {
    assertThat(granted("a", start, 100)).isEqualTo(EventBudget.BURST);
    assertThat(granted("b", start, 1)).isEqualTo(1);
  }

  @Test
  void time_gives_it_back_slowly() {
    assertThat(granted("a", start, 100)).isEqualTo(EventBudget.BURST);
    var later = start.plusSeconds(2L * EventBudget.REFILL_SECONDS);
    assertThat(granted("a", later, 100)).isEqualTo(2);
    var muchLater = start.plusSeconds(100_000);
    assertThat(granted("a", muchLater, 100)).isEqualTo(EventBudget.BURST);
  }
}
