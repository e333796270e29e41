package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code steward run FILE}: services in one process, as a person starts and ends it.
 *
 * @param process which ends with it
 * @param log what it writes
 */
public record LocalRun(Process process, Path log) implements AutoCloseable {

  /** The models of some examples are trained when they are asked for first. */
  private static final Duration MODELS_INCLUDED = Duration.ofMinutes(10);

  private static final Pattern READY = Pattern.compile("^Ready: (http://\\S+)", Pattern.MULTILINE);
  private static final long ENDING_SECONDS = 60;

  /** Starts it at a free port, as in a checkout in which nothing was run before. */
  public static LocalRun of(Program steward, Path file, Path folder) {
    var log = folder.resolve("log");
    var builder =
        new ProcessBuilder(steward.file().toString(), "run", file.toString(), "--port", "0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(steward.environment());
    builder.environment().put("STEWARD_STATE", folder.resolve("state").toString());
    try {
      return new LocalRun(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it answers, once it does. */
  public String url() {
    return Await.present("steward run is ready", MODELS_INCLUDED, this::ready);
  }

  private Optional<String> ready() {
    var said = said();
    var ready = READY.matcher(said);
    if (ready.find()) {
      return Optional.of(ready.group(1));
    }
    if (!process.isAlive()) {
      throw new AssertionError("it has ended: " + said);
    }
    return Optional.empty();
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a terminal that is closed does, which has to be enough. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it was told to end and goes on: " + said());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
