package dev.steward.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;

/**
 * One JSON document, read front to back. Each method expects the reader to stand on the first token
 * of a value and leaves it on the value's last one.
 *
 * <p>Bounds besides those of the caller: nesting of {@value #MAX_NESTING}, names of {@value
 * #MAX_NAME} characters, strings of {@value #MAX_STRING}, numbers of {@value #MAX_NUMBER}.
 */
public final class JsonReader {

  /** Deeper documents are refused. */
  public static final int MAX_NESTING = 32;

  /** Longer names of fields are refused. */
  public static final int MAX_NAME = 1_000;

  /** Longer strings are refused. */
  public static final int MAX_STRING = 1_000_000;

  /** Numbers of more characters are refused. */
  public static final int MAX_NUMBER = 400;

  private static final JsonFactory FACTORY = factory(MAX_STRING);

  private final JsonParser parser;
  private final String prefix;

  private JsonReader(JsonParser parser, String prefix) {
    this.parser = parser;
    this.prefix = prefix;
  }

  private static JsonFactory factory(int maxString) {
    return JsonFactory.builder()
        // Each request has a thread of its own, with which buffers kept by thread would be gone.
        .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxNameLength(MAX_NAME)
                .maxStringLength(maxString)
                .maxNumberLength(MAX_NUMBER)
                .build())
        .build();
  }

  /** Made anew for larger strings, whose reading takes far longer. */
  private static JsonFactory factoryFor(int maxString) {
    return maxString == MAX_STRING ? FACTORY : factory(maxString);
  }

  /**
   * Reads what stands at a value.
   *
   * @param <T> what it stands for
   */
  @FunctionalInterface
  public interface ValueReading<T> {
    /** Reads the value that {@code json} stands on. */
    T read(JsonReader json) throws IOException;
  }

  /** Reads the value of one field of an object. */
  @FunctionalInterface
  public interface FieldReading {
    /** Reads the value that the reader stands on; its field is {@code name}. */
    void read(String name) throws IOException;
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  public interface ElementReading {
    /** Reads the element that the reader stands on. */
    void read() throws IOException;
  }

  /**
   * Reads {@code body}, which must hold one value and nothing after it.
   *
   * @throws IOException when the body itself can't be read
   */
  public static <T> Outcome<T> document(InputStream body, ValueReading<T> reading)
      throws IOException {
    return document(body, MAX_STRING, reading);
  }

  /** The same with strings of up to {@code maxString} characters. */
  public static <T> Outcome<T> document(InputStream body, int maxString, ValueReading<T> reading)
      throws IOException {
    return opened(
        () -> factoryFor(maxString).createParser(body), parser -> document(parser, "", reading));
  }

  /** As {@link #document(InputStream, ValueReading)}, of a body that is here already. */
  public static <T> Outcome<T> document(byte[] body, ValueReading<T> reading) throws IOException {
    return opened(() -> FACTORY.createParser(body), parser -> document(parser, "", reading));
  }

  /** Reads as much of {@code body} as {@code reading} does; nobody looks at what follows. */
  public static <T> Outcome<T> beginning(InputStream body, ValueReading<T> reading)
      throws IOException {
    return opened(() -> FACTORY.createParser(body), parser -> value(parser, "", reading));
  }

  /** Opens a parser, which looks at the first bytes already. */
  @FunctionalInterface
  private interface Opening {
    JsonParser open() throws IOException;
  }

  /** Reads with it. */
  @FunctionalInterface
  private interface Parsing<T> {
    Outcome<T> parse(JsonParser parser) throws IOException;
  }

  private static <T> Outcome<T> opened(Opening opening, Parsing<T> parsing) throws IOException {
    try (var parser = opening.open()) {
      return parsing.parse(parser);
    } catch (CharConversionException e) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation("body", "it isn't UTF-8", "send JSON in UTF-8")));
    }
  }

  /** Reads a value that was set aside as bytes; {@code field} is where it stood. */
  public static <T> T kept(byte[] json, String field, int maxString, ValueReading<T> reading)
      throws IOException {
    var outcome =
        opened(
            () -> factoryFor(maxString).createParser(json),
            parser -> document(parser, field, reading));
    return switch (outcome) {
      case Outcome.Done<T>(var value) -> value;
      case Outcome.Refused<T>(var refusal) -> throw new RefusedException(refusal);
    };
  }

  private static <T> Outcome<T> document(JsonParser parser, String prefix, ValueReading<T> reading)
      throws IOException {
    return value(
        parser,
        prefix,
        json -> {
          T value = reading.read(json);
          if (parser.nextToken() != null) {
            throw json.refused("the body goes on after its JSON value", "send one JSON object");
          }
          return value;
        });
  }

  private static <T> Outcome<T> value(JsonParser parser, String prefix, ValueReading<T> reading)
      throws IOException {
    var json = new JsonReader(parser, prefix);
    try {
      if (parser.nextToken() == null) {
        throw json.refused("the body is empty", "send a JSON object");
      }
      return Outcome.done(reading.read(json));
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    } catch (JsonProcessingException e) {
      return Outcome.refused(json.broken(e));
    }
  }

  private Refusal broken(JsonProcessingException e) {
    var told = e.getOriginalMessage();
    var problem =
        told.contains("Non-standard token")
            ? "NaN and Infinity aren't JSON"
            : "it can't be read as JSON: " + told;
    var remedy =
        told.contains("Non-standard token") ? "send finite numbers" : "send valid, bounded JSON";
    var at = e.getLocation();
    var where =
        at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    return Refusal.of(ErrorCode.INVALID_REQUEST, new Violation(field(), problem + where, remedy));
  }

  /** The token the reader stands on. */
  public JsonToken token() {
    var token = parser.currentToken();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  /** Goes to the next token, which the document must have. */
  public JsonToken next() throws IOException {
    var token = parser.nextToken();
    if (token == null) {
      throw refused("the body ends too early", "send complete JSON");
    }
    return token;
  }

  /**
   * Where the token the reader stands on begins, in bytes from the body's beginning.
   *
   * @throws RefusedException if the body isn't UTF-8, of which alone that is known
   */
  public int offset() throws IOException {
    var offset = parser.currentTokenLocation().getByteOffset();
    if (offset < 0 || offset > Integer.MAX_VALUE) {
      throw refused("it isn't UTF-8", "send JSON in UTF-8");
    }
    return (int) offset;
  }

  /** The parser, for loops over many numbers. */
  public JsonParser parser() {
    return parser;
  }

  /** Reads an object; each field once, in the order they stand. */
  public void object(FieldReading fields) throws IOException {
    if (token() != JsonToken.START_OBJECT) {
      throw refused("found " + found(), "send an object");
    }
    var seen = new HashSet<String>();
    while (next() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      if (!seen.add(name)) {
        throw refused("the field stands twice", "send it once");
      }
      next();
      fields.read(name);
    }
  }

  /** Reads an array. */
  public void array(ElementReading elements) throws IOException {
    if (token() != JsonToken.START_ARRAY) {
      throw refused("found " + found(), "send an array");
    }
    while (next() != JsonToken.END_ARRAY) {
      elements.read();
    }
  }

  /** Reads a string of at most {@code max} characters. */
  public String string(int max) throws IOException {
    if (token() != JsonToken.VALUE_STRING) {
      throw refused("found " + found(), "send a string");
    }
    var text = parser.getText();
    if (text.length() > max) {
      throw refused("the string has " + text.length() + " characters", "send at most " + max);
    }
    return text;
  }

  /** Reads a whole number from {@code min} to {@code max}. */
  public long integer(long min, long max) throws IOException {
    if (token() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long number = parser.getLongValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw refused("found " + found(), "send a whole number from %d to %d".formatted(min, max));
  }

  /** Reads true or false. */
  public boolean truth() throws IOException {
    if (!token().isBoolean()) {
      throw refused("found " + found(), "send true or false");
    }
    return token() == JsonToken.VALUE_TRUE;
  }

  /** Sets a value of any kind aside, to be read by {@link #kept} once its meaning is known. */
  public byte[] keep() throws IOException {
    var bytes = new ByteArrayOutputStream();
    JsonText.write(bytes, this::copy);
    return bytes.toByteArray();
  }

  /**
   * Copies a value token by token; numbers as their text, since -0.0 is lost on the way through.
   */
  private void copy(JsonGenerator json) throws IOException {
    int depth = 0;
    while (true) {
      var token = token();
      if (token.isNumeric()) {
        json.writeNumber(parser.getText());
      } else {
        json.copyCurrentEvent(parser);
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth == 0) {
        return;
      }
      next();
    }
  }

  /** Passes over a value of any kind. */
  public void skip() throws IOException {
    parser.skipChildren();
  }

  /** A field this document has no place for. */
  public RefusedException unknown(String known) {
    return refused("there is no such field", "the fields are " + known);
  }

  /** What the reader stands on is wrong. */
  public RefusedException refused(String problem, String remedy) {
    return refused(ErrorCode.INVALID_REQUEST, problem, remedy);
  }

  /** What the reader stands on is wrong, and has a code of its own. */
  public RefusedException refused(ErrorCode code, String problem, String remedy) {
    return new RefusedException(Refusal.of(code, new Violation(field(), problem, remedy)));
  }

  /** A field of the object that the reader has just left or is in is missing. */
  public RefusedException missing(String name, String remedy) {
    return wrong(ErrorCode.INVALID_REQUEST, name, "it is missing", remedy);
  }

  /** A field of the object that the reader has just left or is in doesn't go with the others. */
  public RefusedException wrong(ErrorCode code, String name, String problem, String remedy) {
    var object = path();
    var field = object.isEmpty() ? name : object + "." + name;
    return new RefusedException(Refusal.of(code, new Violation(field, problem, remedy)));
  }

  /** What the reader stands on, in a user's words; long values are cut. */
  public String found() throws IOException {
    return switch (token()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_NULL -> "null";
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_STRING -> "the string \"" + cut(parser.getText()) + "\"";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> cut(parser.getText());
      case END_ARRAY, END_OBJECT, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "nothing";
    };
  }

  private static String cut(String text) {
    return text.length() <= 40 ? text : text.substring(0, 39) + "…";
  }

  /** The path of what the reader stands on: {@code inputs[0].data[3]}; {@code body} at the top. */
  public String field() {
    var path = path();
    return path.isEmpty() ? "body" : path;
  }

  private String path() {
    var path = new StringBuilder();
    for (JsonStreamContext at = parser.getParsingContext();
        at != null && !at.inRoot();
        at = at.getParent()) {
      var name = at.getCurrentName();
      if (at.inArray() && at.hasCurrentIndex()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      } else if (at.inObject() && name != null) {
        path.insert(0, name).insert(0, '.');
      }
    }
    var inside = !path.isEmpty() && path.charAt(0) == '.' ? path.substring(1) : path.toString();
    return prefix + inside;
  }
}
