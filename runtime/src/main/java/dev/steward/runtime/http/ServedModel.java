package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.ModelAccount;
import java.time.Instant;

/** The model behind the routes; there from the start, loaded later. */
public interface ServedModel {

  /** Its name. */
  String name();

  /** It, or the refusal of requests for it while it isn't loaded. */
  Outcome<Loaded> loaded();

  /** What it has computed since the process began. */
  ModelAccount account();

  /**
   * A model that can answer.
   *
   * @param since when it could
   */
  record Loaded(LoadedModel model, Instant since) {}
}
