package dev.steward.runtime.llm;

import dev.steward.runtime.pool.Tenant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How slots are shared between tenants: who waits gets the next one if its tenant has fewest, and
 * where none is free and a tenant has two more than one that waits, one of its texts pauses.
 *
 * <p>Example, four slots, all of tenant a, who has more texts waiting: a text of b comes and gets a
 * slot at once (a 3, b 1); another one of b does too (2, 2); a third one waits, as a's do.
 *
 * <p>A paused text is read again, all that was written of it too, when its turn comes. So that this
 * ends, a text pauses {@value #MOST_PAUSES} times at most, and not before it has written {@value
 * #LEAST_WRITTEN} tokens in its slot.
 */
final class SlotShares {

  static final int MOST_PAUSES = 2;
  static final int LEAST_WRITTEN = 64;

  private SlotShares() {}

  /**
   * A text that is being written.
   *
   * @param read tokens that would have to be read again
   * @param written tokens since it got its slot
   * @param pauses so far
   */
  record Holder(Tenant tenant, int read, int written, int pauses) {

    private boolean mayPause() {
      return pauses < MOST_PAUSES && written >= LEAST_WRITTEN;
    }
  }

  /**
   * Which text gets the next slot; of equals the first.
   *
   * @param waiting whose texts wait, at least one
   * @param having whose texts have slots
   */
  static int next(List<Tenant> waiting, List<Tenant> having) {
    return IntStream.range(0, waiting.size())
        .boxed()
        .min(Comparator.comparingLong(text -> slots(waiting.get(text), having)))
        .orElseThrow();
  }

  /**
   * Which text pauses, where all slots are taken: of the tenant with most slots the one that is
   * read again soonest.
   *
   * @param waiting whose texts wait
   * @param holders the texts with slots
   */
  static OptionalInt paused(List<Tenant> waiting, List<Holder> holders) {
    var having = holders.stream().map(Holder::tenant).toList();
    long fewest =
        waiting.stream().mapToLong(tenant -> slots(tenant, having)).min().orElse(Long.MAX_VALUE);
    return IntStream.range(0, holders.size())
        .filter(slot -> holders.get(slot).mayPause())
        .filter(slot -> slots(having.get(slot), having) - 2 >= fewest)
        .boxed()
        .min(
            Comparator.<Integer>comparingLong(slot -> -slots(having.get(slot), having))
                .thenComparingInt(slot -> holders.get(slot).read()))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private static long slots(Tenant tenant, List<Tenant> having) {
    return having.stream().filter(tenant::equals).count();
  }
}
