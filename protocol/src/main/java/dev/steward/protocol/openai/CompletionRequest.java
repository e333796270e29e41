package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

/**
 * A text to be continued.
 *
 * @param model name of the model
 * @param echo whether the answer begins with the prompt
 */
public record CompletionRequest(String model, String prompt, Echo echo, GenerationOptions options) {

  /** What the answer begins with. */
  public enum Echo {
    NOTHING,
    PROMPT
  }

  public CompletionRequest {
    requireNonNull(model, "model");
    requireNonNull(prompt, "prompt");
    requireNonNull(echo, "echo");
    requireNonNull(options, "options");
  }
}
