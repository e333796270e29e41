package dev.steward.runtime.llm;

import static java.util.Objects.requireNonNull;

import dev.steward.runtime.pool.Tenant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A text whose keys and values a slot has.
 *
 * @param tenant for whom it was read
 * @param tokens that were read, the prompt first
 * @param prompt how many of them are the prompt, or are more than these
 * @param after logits after the prompt; empty while it isn't read
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record KeptText(Tenant tenant, int[] tokens, int prompt, Optional<float[]> after) {

  KeptText {
    requireNonNull(tenant, "tenant");
    requireNonNull(after, "after");
  }

  /** How many tokens it begins with that another text begins with too. */
  int common(int[] other) {
    int different = Arrays.mismatch(tokens, other);
    return different < 0 ? tokens.length : different;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptText that
        && tenant.equals(that.tenant)
        && prompt == that.prompt
        && Arrays.equals(tokens, that.tokens);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenant, prompt, Arrays.hashCode(tokens));
  }
}
