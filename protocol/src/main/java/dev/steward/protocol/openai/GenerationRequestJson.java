package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.RefusedException;
import dev.steward.protocol.openai.CompletionRequest.Echo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests for text. What would change the answer and isn't done here is refused by its name.
 */
public final class GenerationRequestJson {

  private static final int MAX_NAME = 256;
  private static final int MAX_MESSAGES = 2_048;
  private static final int MOST_LIKELY = 20;
  private static final int MOST_LIKELY_OF_TEXTS = 5;
  private static final String CHAT_FIELDS =
      "model, messages, response_format, logprobs, top_logprobs, " + ToolReading.FIELDS;

  private GenerationRequestJson() {}

  /**
   * Reads the body of {@code POST /v1/chat/completions}.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<ChatRequest> chat(InputStream body) throws IOException {
    return JsonReader.document(body, json -> new Reading(json).chat());
  }

  /**
   * Reads the body of {@code POST /v1/completions}.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<CompletionRequest> completion(InputStream body) throws IOException {
    return JsonReader.document(body, json -> new Reading(json).completion());
  }

  /** One request while it is read. */
  private static final class Reading {
    private final JsonReader json;
    private final OptionsReading options;
    private final ToolReading tools;
    private final List<ChatRequest.Message> messages = new ArrayList<>();
    private AnswerForm form = new AnswerForm.Words();
    private @Nullable String model;
    private @Nullable String prompt;
    private Echo echo = Echo.NOTHING;
    private boolean likelihoods;
    private OptionalInt likely = OptionalInt.empty();
    private OptionalLong best = OptionalLong.empty();

    Reading(JsonReader json) {
      this.json = json;
      this.options = new OptionsReading(json);
      this.tools = new ToolReading(json);
    }

    ChatRequest chat() throws IOException {
      json.object(name -> {
        switch (name) {
          case "model" -> model = json.string(MAX_NAME);
          case "messages" -> json.array(this::message);
          case "response_format" -> form = given() ? new FormatReading(json).read() : form;
          case "logprobs" -> likelihoods = given() && json.truth();
          case "top_logprobs" -> likely = count(MOST_LIKELY);
          default -> {
            if (!tools.read(name)) {
              option(name, CHAT_FIELDS);
            }
          }
        }
      });
      var named = named();
      if (messages.isEmpty()) {
        throw json.missing("messages", "send at least one message");
      }
      if (likely.isPresent() && !likelihoods) {
        throw json.missing("logprobs", "send logprobs: true, or leave out top_logprobs");
      }
      var told = likelihoods ? OptionalInt.of(likely.orElse(0)) : OptionalInt.empty();
      return new ChatRequest(named, messages, tools.use(), form, options.options(told));
    }

    CompletionRequest completion() throws IOException {
      json.object(name -> {
        switch (name) {
          case "model" -> model = json.string(MAX_NAME);
          case "prompt" -> prompt = json.string(JsonReader.MAX_STRING);
          case "logprobs" -> likely = count(MOST_LIKELY_OF_TEXTS);
          case "echo" -> echo = given() && json.truth() ? Echo.PROMPT : Echo.NOTHING;
          case "best_of" -> best = given() ? OptionalLong.of(json.integer(1, 20)) : best;
          default -> option(name, "model, prompt, logprobs, echo, best_of");
        }
      });
      var named = named();
      if (prompt == null || prompt.isEmpty()) {
        throw json.missing("prompt", "send a text of at least one character");
      }
      if (best.isPresent() && best.getAsLong() != options.choices()) {
        throw new RefusedException(
            Refusal.of(
                ErrorCode.INVALID_REQUEST,
                new Violation(
                    "best_of",
                    "found %d, and n is %d: all answers are given here, none is chosen"
                        .formatted(best.getAsLong(), options.choices()),
                    "leave it out, or send as many as n")));
      }
      return new CompletionRequest(named, prompt, echo, options.options(likely));
    }

    private String named() throws IOException {
      if (model == null) {
        throw json.missing("model", "name the model, as GET /v1/models lists it");
      }
      return model;
    }

    private void option(String name, String others) throws IOException {
      if (!options.read(name)) {
        throw json.unknown(others + ", " + OptionsReading.FIELDS);
      }
    }

    private boolean given() {
      return json.token() != JsonToken.VALUE_NULL;
    }

    private OptionalInt count(int most) throws IOException {
      return given() ? OptionalInt.of((int) json.integer(0, most)) : OptionalInt.empty();
    }

    private void message() throws IOException {
      if (messages.size() == MAX_MESSAGES) {
        throw json.refused("more than " + MAX_MESSAGES + " messages", "send fewer");
      }
      messages.add(new MessageReading(json).read());
    }
  }
}
