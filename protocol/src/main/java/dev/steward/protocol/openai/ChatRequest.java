package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A conversation to be answered.
 *
 * @param model name of the model
 * @param messages at least one
 */
public record ChatRequest(String model, List<Message> messages, GenerationOptions options) {

  public ChatRequest {
    requireNonNull(model, "model");
    requireNonNull(options, "options");
    messages = List.copyOf(messages);
  }

  /**
   * Someone's turn.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   */
  public record Message(String role, String content) {}
}
