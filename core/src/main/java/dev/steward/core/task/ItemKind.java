package dev.steward.core.task;

import java.util.Arrays;
import java.util.Optional;

/** How an item is sent, which follows from what the service's model is used for. */
public enum ItemKind {
  /** A request of the Open Inference Protocol. */
  TENSOR("Tensor"),
  /** A text, which becomes a vector. */
  EMBEDDING("Embedding"),
  /** A text, whose class is told. */
  CLASSIFICATION("Classification"),
  /** A text, of which the parts are told that are of a class. */
  TOKEN_CLASSIFICATION("TokenClassification"),
  /** An image, which becomes text. */
  IMAGE_TEXT("ImageText");

  private final String text;

  ItemKind(String text) {
    this.text = text;
  }

  /** As {@code spec.model.task} of a ModelService has it. */
  public String text() {
    return text;
  }

  /** Whether an item is a text that can be written down as it is. */
  public boolean isText() {
    return switch (this) {
      case EMBEDDING, CLASSIFICATION, TOKEN_CLASSIFICATION -> true;
      case TENSOR, IMAGE_TEXT -> false;
    };
  }

  /** The kind with that text; empty for models that tasks can't use. */
  public static Optional<ItemKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }
}
