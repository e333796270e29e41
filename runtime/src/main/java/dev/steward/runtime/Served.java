package dev.steward.runtime;

import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.repository.Repository;
import java.util.function.Consumer;

/**
 * What a server serves.
 *
 * @param loading how it comes
 * @param models what of it can be asked, from the start
 * @param stopping lets nobody wait for it any more
 * @param closing gives its memory back
 * @param <T> one model, or a repository of them
 */
record Served<T>(Loading<T> loading, Models models, Consumer<T> stopping, Consumer<T> closing) {

  /** Begins to load what a configuration says. */
  static Served<?> start(RuntimeConfig config, ServerSettings settings, RuntimeMetrics metrics) {
    return config.repository().isPresent()
        ? repository(config, config.repository().get(), settings, metrics)
        : one(config, settings, metrics);
  }

  private static Served<LoadedModel> one(
      RuntimeConfig config, ServerSettings settings, RuntimeMetrics metrics) {
    var loading =
        Loading.start(
            "model " + config.model(),
            () -> shown(ModelLoader.of(settings.places(), settings.pool()).load(config), metrics),
            metrics);
    return new Served<>(
        loading,
        new KeptModel(config.model(), loading),
        _ -> {},
        model -> {
          if (model instanceof LoadedModel.Generation(var writer)) {
            metrics.writesNoMore(writer);
          }
          model.close();
        });
  }

  private static LoadedModel shown(LoadedModel model, RuntimeMetrics metrics) {
    if (model instanceof LoadedModel.Generation(var writer)) {
      metrics.writes(writer);
    }
    return model;
  }

  private static Served<Repository> repository(
      RuntimeConfig config,
      RepositoryConfig repository,
      ServerSettings settings,
      RuntimeMetrics metrics) {
    var ofRepository = metrics.ofRepository();
    var loading =
        Loading.start(
            "repository " + config.uri().text(),
            () ->
                Repository.open(
                    config, repository, ModelLoader.ofMany(settings.places()), ofRepository),
            metrics);
    return new Served<>(
        loading, new OpeningRepository(loading), Repository::breakOff, Repository::close);
  }

  /** Nobody waits for anything of it any more. */
  void breakOff() {
    loading.breakOff();
    if (loading.state() instanceof ModelState.Ready<T>(var it, var _)) {
      stopping.accept(it);
    }
  }

  /** Gives its memory back; nothing may be computed any more. */
  void close() {
    loading.takeAway().ifPresent(closing);
  }
}
