package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.openai.EmbeddingsRequest.Encoding;
import dev.steward.protocol.openai.EmbeddingsRequest.Input;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads an {@link EmbeddingsRequest}. */
public final class EmbeddingsRequestJson {

  private static final int MAX_NAME = 256;
  private static final int MAX_DIMENSIONS = 1 << 20;

  private EmbeddingsRequestJson() {}

  /**
   * Reads a request's body.
   *
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<EmbeddingsRequest> read(InputStream body, EmbeddingsLimits limits)
      throws IOException {
    return JsonReader.document(body, json -> new Reading(json, limits).request());
  }

  /** One request while it is read. */
  private static final class Reading {
    private final JsonReader json;
    private final EmbeddingsLimits limits;
    private @Nullable String model;
    private @Nullable Input input;
    private Encoding encoding = Encoding.FLOAT;
    private OptionalInt dimensions = OptionalInt.empty();

    Reading(JsonReader json, EmbeddingsLimits limits) {
      this.json = json;
      this.limits = limits;
    }

    EmbeddingsRequest request() throws IOException {
      json.object(name -> {
        switch (name) {
          case "model" -> model = json.string(MAX_NAME);
          case "input" -> input = input();
          case "encoding_format" -> encoding = encoding();
          case "dimensions" -> dimensions = OptionalInt.of((int) json.integer(1, MAX_DIMENSIONS));
          case "user" -> json.string(JsonReader.MAX_STRING);
          default -> throw json.unknown("model, input, encoding_format, dimensions, user");
        }
      });
      if (model == null) {
        throw json.missing("model", "name the model, as GET /v1/models lists it");
      }
      if (input == null) {
        throw json.missing("input", "send a text, or an array of texts");
      }
      return new EmbeddingsRequest(model, input, encoding, dimensions);
    }

    private Encoding encoding() throws IOException {
      var text = json.string(MAX_NAME);
      for (var known : Encoding.values()) {
        if (known.text().equals(text)) {
          return known;
        }
      }
      throw json.refused("\"" + text + "\" is no encoding", "use float or base64");
    }

    private Input input() throws IOException {
      return switch (json.token()) {
        case VALUE_STRING -> new Input.Texts(List.of(text()));
        case START_ARRAY ->
            switch (json.next()) {
              case VALUE_STRING -> texts();
              case VALUE_NUMBER_INT -> new Input.Tokens(List.of(tokens()));
              case START_ARRAY -> tokenArrays();
              case END_ARRAY -> throw json.refused("it is empty", "send at least one text");
              default -> throw wrong();
            };
        default -> throw wrong();
      };
    }

    private IOException wrong() throws IOException {
      return json.refused(
          "found " + json.found(),
          "send a text, an array of texts, an array of tokens or an array of such arrays");
    }

    private Input texts() throws IOException {
      var texts = new ArrayList<String>();
      for (var token = json.token(); token != JsonToken.END_ARRAY; token = json.next()) {
        checkCount(texts.size());
        texts.add(text());
      }
      return new Input.Texts(texts);
    }

    private String text() throws IOException {
      var text = json.string(limits.characters());
      if (text.isEmpty()) {
        throw json.refused("the text is empty", "send at least one character");
      }
      return text;
    }

    private Input tokenArrays() throws IOException {
      var arrays = new ArrayList<List<Integer>>();
      for (var token = json.token(); token != JsonToken.END_ARRAY; token = json.next()) {
        if (token != JsonToken.START_ARRAY) {
          throw json.refused("found " + json.found(), "send arrays of tokens only");
        }
        checkCount(arrays.size());
        json.next();
        arrays.add(tokens());
      }
      return new Input.Tokens(arrays);
    }

    /** The reader stands on the first token, or on the end of the array. */
    private List<Integer> tokens() throws IOException {
      var tokens = new ArrayList<Integer>();
      for (var token = json.token(); token != JsonToken.END_ARRAY; token = json.next()) {
        if (tokens.size() == limits.tokens()) {
          throw json.refused(
              ErrorCode.REQUEST_TOO_LARGE,
              "more than " + limits.tokens() + " tokens",
              "send at most " + limits.tokens());
        }
        tokens.add((int) json.integer(0, Integer.MAX_VALUE));
      }
      if (tokens.isEmpty()) {
        throw json.refused("there is no token", "send at least one");
      }
      return tokens;
    }

    private void checkCount(int sofar) throws IOException {
      if (sofar == limits.inputs()) {
        throw json.refused(
            ErrorCode.REQUEST_TOO_LARGE,
            "more than " + limits.inputs() + " inputs",
            "send at most " + limits.inputs() + " at a time");
      }
    }
  }
}
