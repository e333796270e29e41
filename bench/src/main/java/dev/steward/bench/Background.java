package dev.steward.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs while something is measured, and is ended by SIGTERM when that is done.
 *
 * @param process the process, whose output is sent somewhere: an unread pipe would stop it
 */
public record Background(Process process) implements AutoCloseable {
  private static final int SECONDS_TO_STOP = 60;

  /** Starts it; what it prints is shown only where {@code builder} says so. */
  public static Background start(ProcessBuilder builder) throws IOException {
    return new Background(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "%s didn't stop within %d s of SIGTERM".formatted(process.info(), SECONDS_TO_STOP));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
