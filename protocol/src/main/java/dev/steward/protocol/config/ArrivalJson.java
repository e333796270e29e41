package dev.steward.protocol.config;

import dev.steward.core.error.Outcome;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An {@link Arrival} as JSON, which a runtime's admin port answers at {@value #PATH}.
 *
 * <p>Example: {@code {"phase": "Downloading", "bytes": 1073741824, "totalBytes": 2147483648,
 * "begunWith": 0, "bytesPerSecond": 104857600, "trouble": "the server answers 503"}}; {@code
 * totalBytes} and {@code trouble} are absent where there is nothing to say.
 */
public final class ArrivalJson {

  /** Where it is answered, with 204 where no model is brought. */
  public static final String PATH = "/arrival";

  /** The longest there is, in bytes. */
  public static final int MAX_BYTES = 4096;

  private ArrivalJson() {}

  /** Writes it. */
  public static String write(Arrival arrival) {
    return JsonText.text(json -> {
      json.writeStartObject();
      json.writeStringField("phase", arrival.phase().text());
      json.writeNumberField("bytes", arrival.bytes());
      if (arrival.totalBytes().isPresent()) {
        json.writeNumberField("totalBytes", arrival.totalBytes().getAsLong());
      }
      json.writeNumberField("begunWith", arrival.begunWith());
      json.writeNumberField("bytesPerSecond", arrival.bytesPerSecond());
      if (arrival.trouble().isPresent()) {
        json.writeStringField("trouble", arrival.trouble().get());
      }
      json.writeEndObject();
    });
  }

  /** Reads one; empty where it is none: a tenant's process can answer anything. */
  public static Optional<Arrival> read(byte[] text) {
    if (text.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return switch (JsonReader.document(new ByteArrayInputStream(text), ArrivalJson::read)) {
        case Outcome.Done<Optional<Arrival>>(var arrival) -> arrival;
        case Outcome.Refused<Optional<Arrival>> refused -> Optional.empty();
      };
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Optional<Arrival> read(JsonReader json) throws IOException {
    var read = new Fields();
    json.object(name -> {
      switch (name) {
        case "phase" -> read.phase = Phase.of(json.string(64));
        case "bytes" -> read.bytes = json.integer(0, Long.MAX_VALUE);
        case "totalBytes" -> read.totalBytes = OptionalLong.of(json.integer(0, Long.MAX_VALUE));
        case "begunWith" -> read.begunWith = json.integer(0, Long.MAX_VALUE);
        case "bytesPerSecond" -> read.bytesPerSecond = json.integer(0, Long.MAX_VALUE);
        case "trouble" -> read.trouble = Optional.of(json.string(MAX_BYTES));
        // Of a later runtime.
        default -> json.skip();
      }
    });
    return read.arrival();
  }

  /** What was read so far. */
  private static final class Fields {
    Optional<Phase> phase = Optional.empty();
    long bytes;
    OptionalLong totalBytes = OptionalLong.empty();
    long begunWith;
    long bytesPerSecond;
    Optional<String> trouble = Optional.empty();

    Optional<Arrival> arrival() {
      var fits = begunWith <= bytes && totalBytes.orElse(Long.MAX_VALUE) >= bytes;
      return fits
          ? phase.map(
              it -> new Arrival(it, bytes, totalBytes, begunWith, bytesPerSecond, printable()))
          : Optional.empty();
    }

    /** It stands in the status, where a control character is of no use. */
    private Optional<String> printable() {
      return trouble.map(text -> text.replaceAll("\\p{Cntrl}", " ").strip());
    }
  }
}
