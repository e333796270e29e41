package dev.steward.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program, such as one of the checkout's {@code dev} folder, as a user calls it.
 *
 * @param file the program
 * @param environment what it gets besides this process's
 * @param folder in which it runs; empty: this process's
 */
public record Program(Path file, Map<String, String> environment, Optional<Path> folder) {

  private static final long MINUTES = 4;

  /** One that runs in this process's folder. */
  public Program(Path file, Map<String, String> environment) {
    this(file, environment, Optional.empty());
  }

  /** The same in another folder. */
  public Program in(Path other) {
    return new Program(file, environment, Optional.of(other));
  }

  /** What a program left behind. */
  public record Result(int status, String output, String errors) {}

  /** Runs it and gives its standard output. A status other than 0 fails the test. */
  public String run(String... arguments) {
    return succeed(attempt("", arguments), arguments);
  }

  /** The same with a text as its standard input. */
  public String runWith(String input, String... arguments) {
    return succeed(attempt(input, arguments), arguments);
  }

  /** Runs it, whatever comes of it. */
  public Result attempt(String input, String... arguments) {
    var command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    folder.ifPresent(path -> builder.directory(path.toFile()));
    try {
      var process = builder.start();
      var output = new StreamText(process.getInputStream());
      var errors = new StreamText(process.getErrorStream());
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroy();
        throw new AssertionError(command + " hasn't ended after " + MINUTES + " minutes");
      }
      return new Result(process.exitValue(), output.text(), errors.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String succeed(Result result, String... arguments) {
    if (result.status() != 0) {
      throw new AssertionError(
          "%s %s ended with status %d:%n%s%s"
              .formatted(
                  file.getFileName(),
                  String.join(" ", arguments),
                  result.status(),
                  result.output(),
                  result.errors()));
    }
    return result.output();
  }
}
