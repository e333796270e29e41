package dev.steward.gateway.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the {@code model} of a JSON object while the object comes in, and reads no further.
 *
 * <p>Example: of a body in two chunks, the first of which ends within the word {@code model}, it
 * finds the name when the second is fed.
 */
final class ModelPeek {
  private static final JsonFactory JSON = new JsonFactory();

  /** What is known so far. */
  sealed interface Outcome {
    /** Not yet: feed more. */
    record More() implements Outcome {}

    /** The model's name. */
    record Found(String model) implements Outcome {}

    /** There is none to be found. */
    record Wrong(String message) implements Outcome {}
  }

  private final JsonParser parser;
  private final ByteBufferFeeder feeder;
  private int depth;
  private boolean atModel;

  ModelPeek() {
    try {
      parser = JSON.createNonBlockingByteBufferParser();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    feeder = (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
  }

  /** Reads on in the next bytes, which stay as they are. */
  Outcome feed(ByteBuffer bytes) {
    try {
      if (bytes.hasRemaining()) {
        feeder.feedInput(bytes.duplicate());
      }
      return read();
    } catch (JsonParseException e) {
      return new Outcome.Wrong("body: isn't JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      return new Outcome.Wrong("body: can't be read: " + e.getMessage());
    }
  }

  /** The body has ended. */
  Outcome end() {
    feeder.endOfInput();
    var outcome = feed(ByteBuffer.allocate(0));
    return outcome instanceof Outcome.More ? missing() : outcome;
  }

  private Outcome read() throws IOException {
    while (true) {
      var token = parser.nextToken();
      if (token == null) {
        return missing();
      }
      if (token == JsonToken.NOT_AVAILABLE) {
        return new Outcome.More();
      }
      var outcome = take(token);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
  }

  private Optional<Outcome> take(JsonToken token) throws IOException {
    if (depth == 0 && token != JsonToken.START_OBJECT) {
      return Optional.of(new Outcome.Wrong("body: must be a JSON object with a \"model\""));
    }
    if (atModel) {
      return Optional.of(
          token == JsonToken.VALUE_STRING
              ? new Outcome.Found(parser.getText())
              : new Outcome.Wrong("model: must be a string, the name of a model"));
    }
    if (token.isStructStart()) {
      depth++;
    } else if (token.isStructEnd()) {
      depth--;
      if (depth == 0) {
        return Optional.of(missing());
      }
    } else if (depth == 1 && token == JsonToken.FIELD_NAME) {
      atModel = "model".equals(parser.currentName());
    }
    return Optional.empty();
  }

  private static Outcome missing() {
    return new Outcome.Wrong(
        "model: missing; name the model, or put /NAMESPACE/NAME before the path");
  }
}
