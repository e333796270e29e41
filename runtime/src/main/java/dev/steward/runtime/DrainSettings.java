package dev.steward.runtime;

import java.time.Duration;

/**
 * How a server leaves: those that send it requests learn only after a moment that it goes.
 *
 * @param atLeast how long it goes on serving at least
 * @param quiet then it ends once no request came for so long
 * @param atMost or when so long has passed
 * @param finish how long what it has begun may take then
 */
public record DrainSettings(Duration atLeast, Duration quiet, Duration atMost, Duration finish) {

  /** Between 2 and 15 seconds, and a minute for what has begun. */
  public static final DrainSettings DEFAULT =
      new DrainSettings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60));
}
