package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

/**
 * A text to be continued.
 *
 * @param model name of the model
 */
public record CompletionRequest(String model, String prompt, GenerationOptions options) {

  public CompletionRequest {
    requireNonNull(model, "model");
    requireNonNull(prompt, "prompt");
    requireNonNull(options, "options");
  }
}
