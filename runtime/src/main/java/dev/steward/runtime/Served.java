package dev.steward.runtime;

import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.metrics.RuntimeMetrics;
import dev.steward.runtime.repository.Repository;
import dev.steward.store.Arriving;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a server serves.
 *
 * @param loading how it comes
 * @param arriving how far it is with that, where it lies elsewhere
 * @param models what of it can be asked, from the start
 * @param stopping lets nobody wait for it any more
 * @param closing gives its memory back
 * @param <T> one model, or a repository of them
 */
record Served<T>(
    Loading<T> loading,
    Arriving arriving,
    Models models,
    Consumer<T> stopping,
    Consumer<T> closing) {

  /** Begins to load what a configuration says. */
  static Served<?> start(RuntimeConfig config, ServerSettings settings, RuntimeMetrics metrics) {
    var device = ModelLoader.device(settings.device(), config);
    metrics.computesOn(device);
    return config.repository().isPresent()
        ? repository(config, config.repository().get(), settings, device, metrics)
        : one(config, settings, device, metrics);
  }

  private static Served<LoadedModel> one(
      RuntimeConfig config, ServerSettings settings, OnnxDevice device, RuntimeMetrics metrics) {
    var arriving = ModelLoader.arriving();
    var loading =
        Loading.start(
            "model " + config.model(),
            () ->
                shown(
                    ModelLoader.of(settings.places(), settings.pool(), arriving)
                        .on(device)
                        .telling(settings.tracing())
                        .load(config),
                    metrics),
            metrics);
    return new Served<>(
        loading,
        arriving,
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
      OnnxDevice device,
      RuntimeMetrics metrics) {
    var ofRepository = metrics.ofRepository();
    var arriving = ModelLoader.arriving();
    var loading =
        Loading.start(
            "repository " + config.uri().text(),
            () ->
                Repository.open(
                    config,
                    repository,
                    ModelLoader.ofMany(settings.places(), arriving).on(device),
                    ofRepository),
            metrics);
    return new Served<>(
        loading, arriving, new OpeningRepository(loading), Repository::breakOff, Repository::close);
  }

  /** How far it is on its way from elsewhere; empty where it needs no way, or has been loaded. */
  Optional<Arrival> arrival() {
    return loading.isUnderway() ? arriving.now() : Optional.empty();
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
