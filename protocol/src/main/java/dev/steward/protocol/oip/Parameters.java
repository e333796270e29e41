package dev.steward.protocol.oip;

import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.util.Map;

/**
 * The protocol's {@code parameters}: hints that a server may not know, which are passed over, and
 * the names of extensions that would change what a body means, which are read where they belong and
 * refused elsewhere.
 */
final class Parameters {

  /** Of an input: how many bytes after the JSON are its values. */
  static final String SIZE = "binary_data_size";

  /** Of an output that is asked for: whether its values come after the JSON. */
  static final String ONE = "binary_data";

  /** Of a request: the same for all outputs that don't say otherwise. */
  static final String ALL = "binary_data_output";

  /** Of an output that is asked for: how many of its classes are wanted instead of its values. */
  static final String CLASSES = "classification";

  private Parameters() {}

  /**
   * Reads the object the reader stands on.
   *
   * @param ours which of the names belong here, and what reads the value of each
   */
  static void read(JsonReader json, Map<String, JsonReader.ElementReading> ours)
      throws IOException {
    json.object(name -> {
      var reading = ours.get(name);
      if (reading != null) {
        reading.read();
        return;
      }
      switch (name) {
        case SIZE -> throw misplaced(json, "an input");
        case ONE, CLASSES -> throw misplaced(json, "an output");
        case ALL -> throw misplaced(json, "the request itself");
        case "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size" ->
            throw unsupported(json, "shared memory");
        default -> json.skip();
      }
    });
  }

  private static IOException misplaced(JsonReader json, String right) {
    return json.refused("it is a parameter of " + right, "leave it out here");
  }

  private static IOException unsupported(JsonReader json, String extension) throws IOException {
    return json.refused(
        ErrorCode.INVALID_REQUEST,
        "it needs the extension for " + extension + ", which this server doesn't have",
        "leave it out, and send data as JSON or binary");
  }
}
