package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A conversation to be answered.
 *
 * @param model name of the model
 * @param messages at least one
 * @param tools that the model may call
 * @param form which the answer must have, where it calls no tool
 */
public record ChatRequest(
    String model,
    List<Message> messages,
    ToolUse tools,
    AnswerForm form,
    GenerationOptions options) {

  public ChatRequest {
    requireNonNull(model, "model");
    requireNonNull(tools, "tools");
    requireNonNull(form, "form");
    requireNonNull(options, "options");
    messages = List.copyOf(messages);
  }

  /**
   * Someone's turn.
   *
   * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
   * @param calls of tools by the assistant
   */
  public record Message(String role, String content, List<ToolCall> calls) {

    public Message {
      requireNonNull(role, "role");
      requireNonNull(content, "content");
      calls = List.copyOf(calls);
    }

    /** A turn that is text. */
    public Message(String role, String content) {
      this(role, content, List.of());
    }
  }
}
