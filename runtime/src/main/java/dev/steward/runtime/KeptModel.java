package dev.steward.runtime;

import static dev.steward.runtime.http.OpenInference.unknown;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.RepositoryEntry;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.ModelAccount;
import dev.steward.runtime.pool.Asked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One model of the one version {@value #VERSION}, which is loaded as long as the process runs. */
final class KeptModel implements Models {

  static final String VERSION = "1";

  private static final List<String> VERSIONS = List.of(VERSION);

  private final String name;
  private final Loading<LoadedModel> loading;
  private final ModelAccount account = new ModelAccount();

  KeptModel(String name, Loading<LoadedModel> loading) {
    this.name = name;
    this.loading = loading;
  }

  /** It needs nothing to stay loaded. */
  private record InUse(String name, LoadedModel model, ModelAccount account, Instant since)
      implements Use {

    @Override
    public String version() {
      return VERSION;
    }

    @Override
    public List<String> versions() {
      return VERSIONS;
    }

    @Override
    public void close() {}
  }

  private Outcome<InUse> loaded() {
    return switch (loading.state()) {
      case ModelState.Ready<LoadedModel>(var model, var since) ->
          model
              .unavailable()
              .<Outcome<InUse>>map(Outcome::refused)
              .orElseGet(() -> Outcome.done(new InUse(name, model, account, since)));
      case ModelState.Loading<LoadedModel>() ->
          Outcome.refused(Refusal.of(ErrorCode.NO_REPLICA, "the model is still being loaded"));
      case ModelState.Failed<LoadedModel>(var words) ->
          Outcome.refused(
              Refusal.of(ErrorCode.NO_REPLICA, "the model can't be served: " + words.message()));
    };
  }

  private Outcome<InUse> loaded(String asked, Optional<String> version) {
    if (!asked.equals(name)) {
      return Outcome.refused(unknown("model", asked, quoted(name)));
    }
    if (version.isPresent() && !version.get().equals(VERSION)) {
      return Outcome.refused(unknown("version", version.get(), quoted(VERSION)));
    }
    return loaded();
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static <T> Optional<Refusal> refusal(Outcome<T> outcome) {
    return outcome instanceof Outcome.Refused<T>(var refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  @Override
  public Optional<Refusal> unready() {
    return refusal(loaded());
  }

  @Override
  public Optional<Refusal> unready(String asked, Optional<String> version) {
    return refusal(loaded(asked, version));
  }

  @Override
  public Outcome<Use> use(String asked, Optional<String> version, Asked by) {
    return loaded(asked, version).map(it -> it);
  }

  @Override
  public Outcome<Use> unnamed() {
    return loaded().map(it -> it);
  }

  @Override
  public Outcome<List<RepositoryEntry>> index() {
    return Outcome.done(
        List.of(new RepositoryEntry(name, VERSION, refusal(loaded()).map(Refusal::message))));
  }

  @Override
  public Outcome<List<Named>> list() {
    return loaded().map(it -> List.of(new Named(name, it.since)));
  }

  @Override
  public Outcome<Named> find(String asked) {
    return loaded(asked, Optional.empty()).map(it -> new Named(name, it.since));
  }

  @Override
  public Optional<Refusal> load(String asked, Asked by) {
    return fixed(asked);
  }

  @Override
  public Optional<Refusal> unload(String asked) {
    return fixed(asked);
  }

  private Optional<Refusal> fixed(String asked) {
    var shown = asked.length() <= 100 ? asked : asked.substring(0, 99) + "…";
    return Optional.of(
        Refusal.of(
            ErrorCode.METHOD_NOT_ALLOWED,
            new Violation(
                "model_name",
                "\"%s\": this process serves \"%s\" for as long as it runs".formatted(shown, name),
                "deploy a ModelService for another model, or one with spec.model.repository")));
  }

  @Override
  public Outcome<List<ModelStats>> statistics() {
    return Outcome.done(List.of(account.stats(name, VERSION)));
  }

  @Override
  public Outcome<List<ModelStats>> statistics(String asked, Optional<String> version) {
    return loaded(asked, version).then(it -> statistics());
  }

  @Override
  public List<String> extensions() {
    return List.of();
  }
}
