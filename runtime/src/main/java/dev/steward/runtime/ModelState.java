package dev.steward.runtime;

import dev.steward.core.error.LastWords;
import dev.steward.runtime.load.LoadedModel;
import java.time.Instant;

/** What a server has to serve. */
sealed interface ModelState {

  /** Nothing yet. */
  record Loading() implements ModelState {}

  /** A model that has answered once. */
  record Ready(LoadedModel model, Instant since) implements ModelState {}

  /** Nothing, and there never will be. */
  record Failed(LastWords words) implements ModelState {}
}
