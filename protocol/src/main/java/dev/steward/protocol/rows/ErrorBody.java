package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.Outcome;
import dev.steward.core.shard.Rows;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The error that a pod answered to some rows of a batch. Whatever it says of a place, it counts
 * from the first of these rows, so its message is told with them.
 *
 * <p>Example: {@code {"error":"inputs[0].data[3]: …"}} to rows 64 to 127 becomes {@code
 * {"error":"rows 64 to 127: inputs[0].data[3]: …"}}.
 */
public final class ErrorBody {

  private ErrorBody() {}

  /** The body with the rows before its message, or as it is where no message is found. */
  public static byte[] about(Rows rows, byte[] body) {
    try {
      return switch (JsonReader.document(body, json -> new Reading(json).message())) {
        case Outcome.Refused<Optional<Integer>> _ -> body;
        case Outcome.Done<Optional<Integer>>(var message) -> {
          var splice = new Splice(body);
          message.ifPresent(at -> splice.replace(new Span(at, at), rows + ": "));
          yield splice.bytes();
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  /** Finds the first character of a message in either protocol's shape. */
  private static final class Reading {
    private final JsonReader json;
    private @Nullable Integer at;

    Reading(JsonReader json) {
      this.json = json;
    }

    Optional<Integer> message() throws IOException {
      json.object(name -> {
        if (!name.equals("error")) {
          json.skip();
        } else if (json.token() == JsonToken.START_OBJECT) {
          json.object(inner -> {
            if (inner.equals("message")) {
              found();
            }
            json.skip();
          });
        } else {
          found();
        }
      });
      return Optional.ofNullable(at);
    }

    private void found() throws IOException {
      if (json.token() == JsonToken.VALUE_STRING) {
        at = json.offset() + 1;
      }
    }
  }
}
