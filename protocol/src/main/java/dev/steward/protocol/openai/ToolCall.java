package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

/**
 * A call of a tool, which the model has written.
 *
 * @param id by which its result refers to it
 * @param name of the tool
 * @param arguments a JSON object
 */
public record ToolCall(String id, String name, String arguments) {

  public ToolCall {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(arguments, "arguments");
  }
}
