package dev.steward.core.model;

/** What a model is used for: it adds pre- and post-processing and the matching endpoint. */
public enum ModelTask {
  /** Tensors in, tensors out, by the Open Inference Protocol. */
  TENSOR("Tensor"),
  /**
   * Besides tensors: text in, vectors out, at {@code /v1/embeddings}; the model's folder has its
   * tokenizer.
   */
  EMBEDDING("Embedding"),
  /**
   * Text in, its class out, at {@code /v1/classify} and by the Open Inference Protocol; the model's
   * folder has its tokenizer and {@code config.json}.
   */
  CLASSIFICATION("Classification"),
  /**
   * Text in, the parts of it that are of a class out, at {@code /v1/entities} and by the Open
   * Inference Protocol; the model's folder has its tokenizer and {@code config.json}.
   */
  TOKEN_CLASSIFICATION("TokenClassification"),
  /**
   * Images in, text out, at {@code /v1/ocr} and by the Open Inference Protocol; the model's folder
   * has the three models of PP-OCR.
   */
  IMAGE_TEXT("ImageText"),
  /**
   * Text in, text out, at {@code /v1/chat/completions} and {@code /v1/completions}; the model is a
   * GGUF file of the Llama family.
   */
  GENERATION("Generation");

  private final String text;

  ModelTask(String text) {
    this.text = text;
  }

  /** As it stands in resources: {@code Tensor}. */
  public String text() {
    return text;
  }
}
