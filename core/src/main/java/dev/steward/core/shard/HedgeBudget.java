package dev.steward.core.shard;

import java.util.Optional;

/**
 * How many parts may yet be computed a second time. Each part that is sent earns a tenth of a
 * second try, up to ten of them: hedging adds a tenth to the work of a service in the long run,
 * however slow it is. Parts are cut to take equally long, so they count the same.
 *
 * <p>Example: a new budget has two tries; after two stragglers there is none left, and ten parts
 * later there is one again.
 *
 * @param tenths of a try, 0 to {@value #MOST}
 */
public record HedgeBudget(int tenths) {

  private static final int TRY = 10;
  private static final int MOST = 10 * TRY;

  public HedgeBudget {
    if (tenths < 0 || tenths > MOST) {
      throw new IllegalArgumentException("a budget of " + tenths + " tenths");
    }
  }

  /** Of a service that was just met. */
  public static HedgeBudget fresh() {
    return new HedgeBudget(2 * TRY);
  }

  /** After these parts were sent for the first time. */
  public HedgeBudget earned(int parts) {
    return new HedgeBudget(Math.min(MOST, tenths + parts));
  }

  /** After a second try; empty if there is none left. */
  public Optional<HedgeBudget> spent() {
    return tenths < TRY ? Optional.empty() : Optional.of(new HedgeBudget(tenths - TRY));
  }
}
