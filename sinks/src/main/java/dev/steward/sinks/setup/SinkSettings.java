package dev.steward.sinks.setup;

import dev.steward.core.task.DataPath;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A sink as it is set up.
 *
 * @param name 1 to 40 of a-z, 0-9 and hyphens; it names the cursor
 * @param to where records go
 * @param secrets a folder with a file for each secret; see {@link Destination}
 */
public record SinkSettings(String name, Destination to, Optional<Path> secrets) {

  /** So many sinks at most. */
  public static final int MOST = 8;

  /** Where records go. */
  public sealed interface Destination {}

  /** A webhook. Its secrets: {@code key}, a line {@code whsec_BASE64} of 24 to 64 bytes. */
  public record Webhook(URI url) implements Destination {}

  /** A collector. Its secrets, which it may lack: {@code headers}, lines {@code Name: value}. */
  public record Otlp(URI url) implements Destination {}

  /** An object store. Its secrets: files named as {@code AWS_ACCESS_KEY_ID} and the others are. */
  public record S3(DataPath.S3 path) implements Destination {}

  public SinkSettings {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")) {
      throw new IllegalArgumentException("no name of a sink");
    }
  }
}
