package dev.steward.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The checkout whose programs are measured.
 *
 * @param root its top folder
 */
public record Checkout(Path root) {

  /**
   * Runs one of the checkout's commands to its end and returns what it printed.
   *
   * @param command the first word is relative to the checkout
   * @throws IOException if it fails or takes longer than {@code limit}; the message has its last
   *     words
   */
  public String run(Duration limit, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var output = Files.createTempFile("bench", ".out");
    var errors = Files.createTempFile("bench", ".err");
    try {
      var process =
          builder(environment, command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
        throw new IOException("%s took longer than %s".formatted(command, limit));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s exited with %d: %s".formatted(command, process.exitValue(), tail(errors)));
      }
      return Files.readString(output);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** A process of one of the checkout's commands, not started yet. */
  public ProcessBuilder builder(Map<String, String> environment, List<String> command) {
    var absolute = new ArrayList<>(command);
    absolute.set(0, root.resolve(command.getFirst()).toString());
    var builder = new ProcessBuilder(absolute).directory(root.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  private static String tail(Path file) throws IOException {
    var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    return text.length() <= 2000 ? text : text.substring(text.length() - 2000);
  }
}
