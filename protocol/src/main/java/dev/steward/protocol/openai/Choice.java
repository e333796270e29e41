package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One of the answers to a request.
 *
 * @param text that was written
 * @param calls of tools
 * @param tokens of the text; empty where nobody asked for them
 * @param reason why it ended: {@code stop}, {@code length} or {@code tool_calls}
 */
public record Choice(
    String text, List<ToolCall> calls, Optional<List<TokenLogprob>> tokens, String reason) {

  public Choice {
    requireNonNull(text, "text");
    requireNonNull(tokens, "tokens");
    requireNonNull(reason, "reason");
    calls = List.copyOf(calls);
  }
}
