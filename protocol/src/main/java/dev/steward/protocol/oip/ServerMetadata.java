package dev.steward.protocol.oip;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a server says of itself.
 *
 * @param extensions of the protocol, such as {@code binary_tensor_data}
 */
public record ServerMetadata(String name, String version, List<String> extensions) {

  public ServerMetadata {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    extensions = List.copyOf(extensions);
  }
}
