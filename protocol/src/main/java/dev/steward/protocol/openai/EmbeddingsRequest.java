package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;

/**
 * Texts to be turned into vectors.
 *
 * @param model name of the model
 * @param input what is to be turned, at least one
 * @param encoding how the vectors are to be written
 * @param dimensions how long the client wants the vectors; empty for the model's own length
 */
public record EmbeddingsRequest(
    String model, Input input, Encoding encoding, OptionalInt dimensions) {

  public EmbeddingsRequest {
    requireNonNull(model, "model");
    requireNonNull(input, "input");
    requireNonNull(encoding, "encoding");
    requireNonNull(dimensions, "dimensions");
  }

  /** What is to be turned into vectors: one each. */
  public sealed interface Input {

    /** How many vectors it makes. */
    int size();

    /** Texts, which the model's tokenizer reads. */
    record Texts(List<String> texts) implements Input {
      public Texts {
        texts = List.copyOf(texts);
      }

      @Override
      public int size() {
        return texts.size();
      }
    }

    /** Tokens of the model's own vocabulary, used as they stand: none is added. */
    record Tokens(List<List<Integer>> tokens) implements Input {
      public Tokens {
        tokens = tokens.stream().map(List::copyOf).toList();
      }

      @Override
      public int size() {
        return tokens.size();
      }
    }
  }

  /** How vectors are written. */
  public enum Encoding {
    /** An array of numbers. */
    FLOAT("float"),
    /** Base64 of little-endian 32-bit floats, which OpenAI's Python client asks for. */
    BASE64("base64");

    private final String text;

    Encoding(String text) {
      this.text = text;
    }

    /** As on the wire. */
    public String text() {
      return text;
    }
  }
}
