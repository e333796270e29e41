package dev.steward.runtime.llm;

import java.util.Optional;

/**
 * How the memory for keys and values is shared out.
 *
 * <p>Example: 1 GiB for SmolLM2-135M, 46,080 bytes a token: 8 slots of 2,912 tokens.
 *
 * @param slots sequences at once
 * @param length tokens that a slot has room for, prompt and answer
 */
public record SlotPlan(int slots, int length) {

  /** More sequences at once make each slower than people read. */
  private static final int MOST_SLOTS = 8;

  /** Rather fewer slots than shorter ones. */
  private static final int GOOD_LENGTH = 2048;

  private static final int LEAST_LENGTH = 64;

  /**
   * The plan for a budget; empty when not even one short sequence has room.
   *
   * @param bytes that all slots may take together
   * @param bytesPerToken of keys and values
   * @param context longest sequence that the model can read
   */
  public static Optional<SlotPlan> of(long bytes, long bytesPerToken, int context) {
    long tokens = bytes / bytesPerToken;
    int good = Math.min(GOOD_LENGTH, context);
    int slots = Math.clamp(tokens / good, 1, MOST_SLOTS);
    int length = (int) Math.min(context, tokens / slots);
    return length < Math.min(LEAST_LENGTH, context)
        ? Optional.empty()
        : Optional.of(new SlotPlan(slots, length));
  }
}
