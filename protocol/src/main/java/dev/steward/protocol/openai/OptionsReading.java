package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.openai.GenerationOptions.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the fields that say how a text is to be written. */
final class OptionsReading {

  static final String FIELDS =
      "max_tokens, max_completion_tokens, temperature, top_p, top_k, min_p, repetition_penalty,"
          + " presence_penalty, frequency_penalty, seed, stop, n, stream, stream_options, user, "
          + TokenReading.FIELDS;

  static final int MOST_TOKENS = 1 << 20;
  private static final int MOST_STOPS = 4;
  private static final int MOST_STOP = 1_000;
  private static final int MOST_CHOICES = 16;
  private static final int MOST_TOP_K = 1 << 20;

  private final JsonReader json;
  private final TokenReading tokens;
  private OptionalInt maxTokens = OptionalInt.empty();
  private double temperature = 1;
  private double topP = 1;
  private int topK;
  private double minP;
  private double repetition = 1;
  private double presence;
  private double frequency;
  private OptionalLong seed = OptionalLong.empty();
  private List<String> stops = List.of();
  private int choices = 1;
  private boolean stream;
  private boolean usage;

  OptionsReading(JsonReader json) {
    this.json = json;
    this.tokens = new TokenReading(json);
  }

  /** Reads the value of a field, if it is one of these; null counts as absent. */
  boolean read(String name) throws IOException {
    switch (name) {
      case "max_tokens", "max_completion_tokens" -> {
        if (given()) {
          maxTokens = OptionalInt.of((int) json.integer(1, MOST_TOKENS));
        }
      }
      case "temperature" -> temperature = number(0, 2, temperature);
      case "top_p" -> topP = above(topP, 1);
      case "top_k" -> topK = given() ? (int) json.integer(0, MOST_TOP_K) : topK;
      case "min_p" -> minP = number(0, 1, minP);
      case "repetition_penalty" -> repetition = above(repetition, 10);
      case "presence_penalty" -> presence = number(-2, 2, presence);
      case "frequency_penalty" -> frequency = number(-2, 2, frequency);
      case "seed" -> {
        if (given()) {
          seed = OptionalLong.of(json.integer(Long.MIN_VALUE, Long.MAX_VALUE));
        }
      }
      case "stop" -> stops = given() ? stops() : stops;
      case "n" -> choices = given() ? (int) json.integer(1, MOST_CHOICES) : choices;
      case "stream" -> stream = given() ? json.truth() : stream;
      case "stream_options" -> streamOptions();
      case "user", "safety_identifier", "prompt_cache_key" -> {
        if (given()) {
          json.string(JsonReader.MAX_STRING);
        }
      }
      // Labels for the client's own use, and whether others keep the answer: nothing is kept here.
      case "metadata", "store" -> json.skip();
      case "service_tier" -> tier();
      default -> {
        return tokens.read(name);
      }
    }
    return true;
  }

  /** There is one tier. */
  private void tier() throws IOException {
    if (given() && !Set.of("auto", "default").contains(json.string(MOST_STOP))) {
      throw json.refused("found " + json.found(), "use auto or default, or leave it out");
    }
  }

  /** How many answers are asked for. */
  int choices() {
    return choices;
  }

  private boolean given() throws IOException {
    return json.token() != JsonToken.VALUE_NULL;
  }

  private double number(double least, double most, double otherwise) throws IOException {
    if (!given()) {
      return otherwise;
    }
    if (json.token().isNumeric()) {
      double number = json.parser().getDoubleValue();
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw json.refused(
        "found " + json.found(), "send a number from %s to %s".formatted(text(least), text(most)));
  }

  private double above(double otherwise, double most) throws IOException {
    double number = number(0, most, otherwise);
    if (number == 0) {
      throw json.refused("found " + json.found(), "send a number above 0, to " + text(most));
    }
    return number;
  }

  private static String text(double number) {
    return String.valueOf((long) number);
  }

  private List<String> stops() throws IOException {
    if (json.token() == JsonToken.VALUE_STRING) {
      return List.of(stop());
    }
    var all = new ArrayList<String>();
    json.array(() -> {
      if (all.size() == MOST_STOPS) {
        throw json.refused("more than " + MOST_STOPS + " texts", "send at most " + MOST_STOPS);
      }
      all.add(stop());
    });
    return all;
  }

  private String stop() throws IOException {
    var stop = json.string(MOST_STOP);
    if (stop.isEmpty()) {
      throw json.refused("the text is empty", "send at least one character");
    }
    return stop;
  }

  private void streamOptions() throws IOException {
    if (!given()) {
      return;
    }
    json.object(name -> {
      switch (name) {
        case "include_usage" -> usage = json.truth();
        // Padding that hides how long tokens are, which OpenAI adds and lets nobody rely on.
        case "include_obfuscation" -> json.truth();
        default -> throw json.unknown("include_usage, include_obfuscation");
      }
    });
  }

  /**
   * All that were read.
   *
   * @param logprobs which conversations and texts ask for differently
   */
  GenerationOptions options(OptionalInt logprobs) throws IOException {
    if (usage && !stream) {
      throw json.missing("stream", "send stream: true, or leave out stream_options");
    }
    var streamed = usage ? Delivery.STREAM_WITH_USAGE : Delivery.STREAM;
    return new GenerationOptions(
        maxTokens,
        temperature,
        topP,
        topK,
        minP,
        repetition,
        presence,
        frequency,
        seed,
        stops,
        choices,
        logprobs,
        tokens.options(maxTokens),
        stream ? streamed : Delivery.WHOLE);
  }
}
