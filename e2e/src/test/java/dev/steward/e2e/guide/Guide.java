package dev.steward.e2e.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A guide of {@code docs/guides} that is followed to its end. */
public final class Guide {

  private final String name;
  private final List<GuideStep> steps;

  private Guide(String name, List<GuideStep> steps) {
    this.name = name;
    this.steps = steps;
  }

  /** Reads one. */
  public static Guide read(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return new Guide(file.getFileName().toString(), GuideStep.of(lines));
    }
  }

  /**
   * Types its commands one after the other, in a folder.
   *
   * @throws AssertionError at the first whose output isn't what the guide shows
   */
  public void follow(Path folder, Map<String, String> environment) throws IOException {
    try (var shell = GuideShell.in(folder, environment)) {
      for (var step : steps) {
        var printed = shell.run(step.command());
        if (!step.isShownBy(printed)) {
          throw new AssertionError(
              "%s, line %d: $ %s%nshown:%n%s%nprinted:%n%s"
                  .formatted(
                      name,
                      step.line(),
                      step.command(),
                      String.join("\n", step.expected()),
                      String.join("\n", printed)));
        }
      }
    }
  }
}
