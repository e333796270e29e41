package dev.steward.store;

import static java.util.Objects.requireNonNull;

import dev.steward.core.model.Digest;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that is to be brought.
 *
 * @param name what messages call it, such as its address; no secret is in it
 * @param uri where it is asked for; may hold a signature, so that it is never printed
 * @param caller who asks
 * @param digest what its bytes must be
 * @param size how many bytes it has
 * @param tag that a server which gives tags must give it
 * @param permanence whether the address leads to the same bytes for ever
 */
record Wanted(
    String name,
    URI uri,
    Caller caller,
    Optional<Digest> digest,
    OptionalLong size,
    Optional<String> tag,
    Permanence permanence) {

  /** Whether bytes that were brought earlier may be gone on with, whatever the server says. */
  enum Permanence {
    /** The address names the content: a blob of a registry, a file of a commit. */
    IMMUTABLE,
    /** There may be other bytes tomorrow; the server's tag tells. */
    CHANGING
  }

  Wanted {
    requireNonNull(uri, "uri");
    requireNonNull(caller, "caller");
    requireNonNull(digest, "digest");
    requireNonNull(size, "size");
    requireNonNull(tag, "tag");
    requireNonNull(permanence, "permanence");
  }

  /** A file of the web. */
  static Wanted of(URI uri, Optional<Digest> digest, Caller caller) {
    return new Wanted(
        uri.toString(),
        uri,
        caller,
        digest,
        OptionalLong.empty(),
        Optional.empty(),
        Permanence.CHANGING);
  }
}
