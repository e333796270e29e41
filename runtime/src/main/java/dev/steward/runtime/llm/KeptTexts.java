package dev.steward.runtime.llm;

import dev.steward.runtime.pool.Tenant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Texts that were written or read in slots which nobody has now, and which text's beginning a new
 * prompt needn't be read again.
 *
 * <p>Example, chunks of 64: a slot has a conversation of 200 tokens. Its next prompt begins with
 * the same 200 and has 40 more: 192 are taken over, 48 are read. The chunks then end where they
 * would if all were read, so that keys and values of a prompt are the same to the last bit. A
 * prompt that is the same to its end is taken over whole, with the logits after it.
 *
 * <p>Nothing is taken over from another tenant's text: that it was faster would tell what the other
 * has asked.
 */
final class KeptTexts {

  private final int slots;
  private final int chunk;

  /** By slot, the one used last at the end. */
  private final Map<Integer, KeptText> texts = new LinkedHashMap<>();

  /**
   * None.
   *
   * @param chunk tokens of a prompt that are read at once
   */
  KeptTexts(int slots, int chunk) {
    this.slots = slots;
    this.chunk = chunk;
  }

  /**
   * A beginning that a slot has.
   *
   * @param tokens how many
   * @param after the logits after them, where they are the whole prompt
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Beginning(int slot, int tokens, Optional<float[]> after) {}

  /**
   * The longest beginning of a prompt that a slot has, if it pays.
   *
   * @param others texts in slots that are being written
   */
  Optional<Beginning> of(int[] prompt, Tenant tenant, Map<Integer, KeptText> others) {
    var all = new LinkedHashMap<>(others);
    all.putAll(texts);
    Optional<Beginning> best = Optional.empty();
    for (var each : all.entrySet()) {
      if (each.getValue().tenant().equals(tenant)) {
        var found = beginning(each.getKey(), each.getValue(), prompt);
        if (found.tokens > best.map(Beginning::tokens).orElse(0)) {
          best = Optional.of(found);
        }
      }
    }
    return best;
  }

  private Beginning beginning(int slot, KeptText text, int[] prompt) {
    int common = text.common(prompt);
    if (common == prompt.length && text.prompt() == common && text.after().isPresent()) {
      return new Beginning(slot, common, text.after());
    }
    int chunks = Math.min(common, prompt.length - 1) / chunk;
    return new Beginning(slot, chunks * chunk, Optional.empty());
  }

  /** A slot that nobody has any more has this text. */
  void keep(int slot, KeptText text) {
    texts.remove(slot);
    texts.put(slot, text);
  }

  /** A slot's text is about to be written over: what it was. */
  Optional<KeptText> give(int slot) {
    return Optional.ofNullable(texts.remove(slot));
  }

  /**
   * Where a text may be moved: a free slot that has none, or the one whose text was used longest
   * ago.
   *
   * @param first of the free slots that are to be looked at
   * @param needed the slot whose text must stay
   */
  OptionalInt placeFor(KeptText text, int first, OptionalInt needed) {
    if (text.tokens().length < chunk) {
      return OptionalInt.empty();
    }
    for (int slot = first; slot < slots; slot++) {
      if (!texts.containsKey(slot)) {
        return OptionalInt.of(slot);
      }
    }
    return texts.keySet().stream()
        .mapToInt(Integer::intValue)
        .filter(slot -> slot >= first && (needed.isEmpty() || slot != needed.getAsInt()))
        .findFirst();
  }
}
