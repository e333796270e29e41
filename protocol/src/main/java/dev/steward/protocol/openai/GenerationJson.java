package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes texts as OpenAI does: as a whole, or in pieces as server-sent events.
 *
 * @param kind what was asked for
 * @param id of the answer
 * @param created when it was begun
 */
public record GenerationJson(Kind kind, String id, String model, Instant created) {

  /** The last event of a stream. */
  public static final String DONE = "data: [DONE]\n\n";

  /** The content type of a stream. */
  public static final String STREAM_TYPE = "text/event-stream; charset=utf-8";

  /** What was asked for. */
  public enum Kind {
    CHAT("chat.completion", "chat.completion.chunk", "chatcmpl-"),
    COMPLETION("text_completion", "text_completion", "cmpl-");

    private final String whole;
    private final String piece;
    private final String prefix;

    Kind(String whole, String piece, String prefix) {
      this.whole = whole;
      this.piece = piece;
      this.prefix = prefix;
    }
  }

  /** Tokens of the prompt, which all choices share, and those written. */
  public record Usage(int prompt, int written) {}

  /** The whole answer. */
  public byte[] whole(List<Choice> choices, Usage usage) {
    return JsonText.bytes(json -> {
      head(json, kind.whole);
      json.writeArrayFieldStart("choices");
      for (int index = 0; index < choices.size(); index++) {
        var choice = choices.get(index);
        json.writeStartObject();
        json.writeNumberField("index", index);
        switch (kind) {
          case CHAT -> {
            json.writeObjectFieldStart("message");
            json.writeStringField("role", "assistant");
            json.writeStringField("content", choice.text());
            json.writeEndObject();
          }
          case COMPLETION -> json.writeStringField("text", choice.text());
        }
        logprobs(json, choice.tokens());
        json.writeStringField("finish_reason", choice.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      usage(json, usage);
      json.writeEndObject();
    });
  }

  /**
   * The first event of a choice, which says whose turn it is in a conversation; none for a text.
   */
  public List<byte[]> begin(int choice) {
    return switch (kind) {
      case COMPLETION -> List.of();
      case CHAT ->
          List.of(
              piece(
                  choice,
                  json -> {
                    json.writeStringField("role", "assistant");
                    json.writeStringField("content", "");
                  },
                  Optional.empty(),
                  Optional.empty()));
    };
  }

  /** An event with more text of a choice. */
  public byte[] more(int choice, String text, Optional<List<TokenLogprob>> tokens) {
    return piece(choice, json -> content(json, text), tokens, Optional.empty());
  }

  /** The event that says why a choice ended. */
  public byte[] end(int choice, String reason) {
    return piece(
        choice,
        json -> {
          if (kind == Kind.COMPLETION) {
            content(json, "");
          }
        },
        Optional.empty(),
        Optional.of(reason));
  }

  /** The event with the count of tokens. */
  public byte[] counted(Usage usage) {
    return event(json -> {
      head(json, kind.piece);
      json.writeArrayFieldStart("choices");
      json.writeEndArray();
      usage(json, usage);
      json.writeEndObject();
    });
  }

  private void content(JsonGenerator json, String text) throws IOException {
    json.writeStringField(kind == Kind.CHAT ? "content" : "text", text);
  }

  private byte[] piece(
      int choice,
      JsonText.Writing what,
      Optional<List<TokenLogprob>> tokens,
      Optional<String> reason) {
    return event(json -> {
      head(json, kind.piece);
      json.writeArrayFieldStart("choices");
      json.writeStartObject();
      json.writeNumberField("index", choice);
      switch (kind) {
        case CHAT -> {
          json.writeObjectFieldStart("delta");
          what.write(json);
          json.writeEndObject();
        }
        case COMPLETION -> what.write(json);
      }
      logprobs(json, tokens);
      json.writeFieldName("finish_reason");
      if (reason.isPresent()) {
        json.writeString(reason.get());
      } else {
        json.writeNull();
      }
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private void logprobs(JsonGenerator json, Optional<List<TokenLogprob>> tokens)
      throws IOException {
    if (tokens.isEmpty()) {
      json.writeNullField("logprobs");
      return;
    }
    switch (kind) {
      case CHAT -> LogprobsJson.chat(json, tokens.get());
      case COMPLETION -> LogprobsJson.completion(json, tokens.get());
    }
  }

  private void head(JsonGenerator json, String object) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", kind.prefix + id);
    json.writeStringField("object", object);
    json.writeNumberField("created", created.getEpochSecond());
    json.writeStringField("model", model);
  }

  private static void usage(JsonGenerator json, Usage usage) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("prompt_tokens", usage.prompt);
    json.writeNumberField("completion_tokens", usage.written);
    json.writeNumberField("total_tokens", usage.prompt + usage.written);
    json.writeEndObject();
  }

  /** A server-sent event with this JSON. */
  public static byte[] event(byte[] json) {
    var begin = "data: ".getBytes(StandardCharsets.UTF_8);
    var event = new byte[begin.length + json.length + 2];
    System.arraycopy(begin, 0, event, 0, begin.length);
    System.arraycopy(json, 0, event, begin.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  private static byte[] event(JsonText.Writing writing) {
    return event(JsonText.bytes(writing));
  }
}
