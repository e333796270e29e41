package dev.steward.protocol.oip;

import dev.steward.core.error.ErrorCode;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;

/**
 * The protocol's {@code parameters}: hints that a server may not know, which are passed over, and
 * the names of extensions that would change what a body means, which are refused.
 */
final class Parameters {

  private Parameters() {}

  static void read(JsonReader json) throws IOException {
    json.object(name -> {
      switch (name) {
        case "binary_data", "binary_data_output" -> {
          if (json.truth()) {
            throw unsupported(json, "binary tensors");
          }
        }
        case "binary_data_size" -> throw unsupported(json, "binary tensors");
        case "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size" ->
            throw unsupported(json, "shared memory");
        case "classification" -> throw unsupported(json, "classification");
        default -> json.skip();
      }
    });
  }

  private static IOException unsupported(JsonReader json, String extension) throws IOException {
    return json.refused(
        ErrorCode.INVALID_REQUEST,
        "it needs the extension for " + extension + ", which this server doesn't have",
        "leave it out, and send data as JSON");
  }
}
