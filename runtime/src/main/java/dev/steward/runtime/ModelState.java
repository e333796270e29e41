package dev.steward.runtime;

import dev.steward.core.error.LastWords;
import java.time.Instant;

/**
 * What a server has to serve.
 *
 * @param <T> one model, or a repository of them
 */
sealed interface ModelState<T> {

  /** Nothing yet. */
  record Loading<T>() implements ModelState<T> {}

  /** What can answer. */
  record Ready<T>(T served, Instant since) implements ModelState<T> {}

  /** Nothing, and there never will be. */
  record Failed<T>(LastWords words) implements ModelState<T> {}
}
