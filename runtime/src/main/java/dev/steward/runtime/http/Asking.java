package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.InferencePool;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The way of a request about texts once it is read: to the model that it names, which stays loaded
 * meanwhile, to a place among those that are computed, and to an answer, all of it counted.
 */
final class Asking {

  private final Models models;
  private final InferencePool pool;

  Asking(Models models, InferencePool pool) {
    this.models = models;
    this.pool = pool;
  }

  /**
   * What a route asks of models.
   *
   * @param name as ModelService has it
   * @param by what of a model does it; empty where the model is for something else
   */
  record Task<M>(String name, Function<LoadedModel, Optional<M>> by) {}

  /** Computes what was asked for. */
  @FunctionalInterface
  interface Computing<M, T> {
    Outcome<T> compute(M model, InferencePool.Place place) throws IOException, InterruptedException;
  }

  /** Says what was computed. */
  @FunctionalInterface
  interface Saying<M, T> {
    Outcome<Reply> say(M model, T computed);
  }

  /**
   * Has it computed, if the model is here and does it.
   *
   * @param model its name
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws IOException when nobody waits any more
   */
  <M, T> Outcome<Reply> ask(
      String model, Asked asked, Task<M> task, Computing<M, T> computing, Saying<M, T> saying)
      throws IOException, InterruptedException {
    return switch (models.use(model, Optional.empty(), asked)) {
      case Outcome.Refused<Models.Use>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Models.Use>(var use) -> {
        try (use) {
          var suited = task.by.apply(use.model());
          yield suited.isEmpty()
              ? OpenInference.unsuited(use, task.name)
              : use.account()
                  .count(() ->
                      computed(asked, use, suited.get(), computing)
                          .then(computed -> saying.say(suited.get(), computed)));
        }
      }
    };
  }

  private <M, T> Outcome<T> computed(
      Asked asked, Models.Use use, M model, Computing<M, T> computing)
      throws IOException, InterruptedException {
    return switch (pool.admit(asked, use.account())) {
      case Outcome.Refused<InferencePool.Place>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferencePool.Place>(var place) -> {
        try (place) {
          yield computing.compute(model, place);
        }
      }
    };
  }
}
