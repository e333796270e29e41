package dev.steward.protocol.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;

/** Writes the part {@code logprobs} of a choice, which conversations and texts have differently. */
final class LogprobsJson {

  private LogprobsJson() {}

  /** Of a conversation's turn: an entry a token. */
  static void chat(JsonGenerator json, List<TokenLogprob> tokens) throws IOException {
    json.writeObjectFieldStart("logprobs");
    json.writeArrayFieldStart("content");
    for (var token : tokens) {
      json.writeStartObject();
      entry(json, token.bytes(), token.logprob().orElse(0));
      json.writeArrayFieldStart("top_logprobs");
      for (var likely : token.top()) {
        json.writeStartObject();
        entry(json, likely.bytes(), likely.logprob());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNullField("refusal");
    json.writeEndObject();
  }

  private static void entry(JsonGenerator json, byte[] bytes, double logprob) throws IOException {
    json.writeStringField("token", TokenLogprob.text(bytes));
    json.writeNumberField("logprob", logprob);
    json.writeArrayFieldStart("bytes");
    for (byte one : bytes) {
      json.writeNumber(one & 0xFF);
    }
    json.writeEndArray();
  }

  /** Of a text: lists of the same length. */
  static void completion(JsonGenerator json, List<TokenLogprob> tokens) throws IOException {
    json.writeObjectFieldStart("logprobs");
    json.writeArrayFieldStart("tokens");
    for (var token : tokens) {
      json.writeString(TokenLogprob.text(token.bytes()));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("token_logprobs");
    for (var token : tokens) {
      if (token.logprob().isPresent()) {
        json.writeNumber(token.logprob().getAsDouble());
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("top_logprobs");
    for (var token : tokens) {
      top(json, token);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("text_offset");
    for (var token : tokens) {
      json.writeNumber(token.offset());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void top(JsonGenerator json, TokenLogprob token) throws IOException {
    if (token.logprob().isEmpty()) {
      json.writeNull();
      return;
    }
    var names = new LinkedHashMap<String, Double>();
    for (var likely : token.top()) {
      names.put(TokenLogprob.text(likely.bytes()), likely.logprob());
    }
    // OpenAI always names the token itself too.
    names.put(TokenLogprob.text(token.bytes()), token.logprob().getAsDouble());
    json.writeStartObject();
    for (var each : names.entrySet()) {
      json.writeNumberField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
  }
}
