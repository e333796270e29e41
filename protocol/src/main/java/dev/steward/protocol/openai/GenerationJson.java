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

  /**
   * What an answer took.
   *
   * @param prompt tokens of the prompt, which all choices share
   * @param cached those of them that needn't be read again
   * @param written tokens of all choices
   */
  public record Usage(int prompt, int cached, int written) {}

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
            json.writeFieldName("message");
            message(json, choice);
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

  /**
   * An event with the beginning of a call.
   *
   * @param index which of the choice's calls it is, from 0
   */
  public byte[] call(int choice, int index, ToolCall call) {
    return piece(
        choice,
        json -> {
          json.writeArrayFieldStart("tool_calls");
          json.writeStartObject();
          json.writeNumberField("index", index);
          fields(json, call);
          json.writeEndObject();
          json.writeEndArray();
        },
        Optional.empty(),
        Optional.empty());
  }

  /** An event with more of a call's arguments. */
  public byte[] arguments(int choice, int index, String text) {
    return piece(
        choice,
        json -> {
          json.writeArrayFieldStart("tool_calls");
          json.writeStartObject();
          json.writeNumberField("index", index);
          json.writeObjectFieldStart("function");
          json.writeStringField("arguments", text);
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndArray();
        },
        Optional.empty(),
        Optional.empty());
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

  private static void message(JsonGenerator json, Choice choice) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", "assistant");
    if (choice.calls().isEmpty()) {
      json.writeStringField("content", choice.text());
    } else {
      json.writeFieldName("content");
      if (choice.text().isEmpty()) {
        json.writeNull();
      } else {
        json.writeString(choice.text());
      }
      json.writeArrayFieldStart("tool_calls");
      for (var call : choice.calls()) {
        json.writeStartObject();
        fields(json, call);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, ToolCall call) throws IOException {
    json.writeStringField("id", call.id());
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", call.name());
    json.writeStringField("arguments", call.arguments());
    json.writeEndObject();
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
    json.writeObjectFieldStart("prompt_tokens_details");
    json.writeNumberField("cached_tokens", usage.cached);
    json.writeEndObject();
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
