package dev.steward.runtime.repository;

import static dev.steward.runtime.http.OpenInference.unknown;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.runtime.RepositoryConfig;
import dev.steward.core.runtime.RepositoryConfig.Control;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.RepositoryEntry;
import dev.steward.protocol.oip.RepositoryJson;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.metrics.ModelAccount;
import dev.steward.runtime.metrics.RepositoryMetrics;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models of a repository: each is loaded when it is asked for, and those that were used longest
 * ago leave when another needs their room.
 *
 * <p>For several threads.
 */
public final class Repository implements Models, AutoCloseable {

  private static final String CONTROL = "spec.model.repository.control";

  private final RepositoryConfig config;
  private final Catalog catalog;
  private final Stock stock;

  Repository(RepositoryConfig config, Catalog catalog, Stock stock) {
    this.config = config;
    this.catalog = catalog;
    this.stock = stock;
  }

  /**
   * Opens the repository that a configuration leads to.
   *
   * @throws LoadException when it can't be brought or read
   * @throws InterruptedException when the thread is interrupted while it is brought
   */
  public static Repository open(
      RuntimeConfig config,
      RepositoryConfig repository,
      ModelLoader loader,
      RepositoryMetrics metrics)
      throws LoadException, InterruptedException {
    var defaults = ModelSettings.defaults(config);
    if (!ModelSettings.suits(defaults.task())) {
      throw new LoadException(
          ErrorCode.INVALID_CONFIG,
          "spec.model.task",
          "models of task " + defaults.task().text() + " aren't served beside others",
          "deploy a ModelService for each of them, without spec.model.repository");
    }
    var opened = at(loader.folder(config), defaults, repository, new DiskLoading(loader), metrics);
    if (!config.uri().mayChange() && opened.catalog.isEmpty()) {
      opened.close();
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          config.uri().text() + " has no folders of models",
          "put two models or more there, each in a folder of its own, or remove"
              + " spec.model.repository");
    }
    return opened;
  }

  static Repository at(
      Path folder,
      ModelSettings defaults,
      RepositoryConfig repository,
      Stock.Loading loading,
      RepositoryMetrics metrics)
      throws LoadException {
    var catalog = Catalog.open(folder, defaults, System::nanoTime);
    var stock = new Stock(repository.memory(), loading, metrics);
    metrics.watch(stock::loaded, stock::held, repository.memory().count());
    return new Repository(repository, catalog, stock);
  }

  /** A use that the stock is told the end of. */
  private record InUse(Stock.Wanted wanted, Stock.Held held, Stock stock) implements Use {

    @Override
    public String name() {
      return wanted.id().name();
    }

    @Override
    public String version() {
      return String.valueOf(wanted.id().version());
    }

    @Override
    public List<String> versions() {
      return wanted.folder().versions().keySet().stream().map(String::valueOf).toList();
    }

    @Override
    public LoadedModel model() {
      return held.model();
    }

    @Override
    public ModelAccount account() {
      return held.account();
    }

    @Override
    public void close() {
      stock.release(wanted.id());
    }
  }

  private Outcome<Stock.Wanted> wanted(String name, Optional<String> version) {
    return catalog.find(name).then(folder -> wanted(folder, version));
  }

  private static Outcome<Stock.Wanted> wanted(ModelFolder.Model folder, Optional<String> version) {
    var versions = folder.versions();
    if (version.isEmpty()) {
      return Outcome.done(Stock.Wanted.of(folder, versions.lastKey()));
    }
    return version
        .flatMap(ModelFolder::version)
        .filter(versions::containsKey)
        .map(number -> Outcome.done(Stock.Wanted.of(folder, number)))
        .orElseGet(() -> {
          var asked = version.get();
          var shown = asked.length() <= 32 ? asked : asked.substring(0, 31) + "…";
          return Outcome.refused(
              unknown("version", shown, "\"%d\", the highest".formatted(versions.lastKey())));
        });
  }

  @Override
  public Optional<Refusal> unready() {
    return Optional.empty();
  }

  @Override
  public Optional<Refusal> unready(String name, Optional<String> version) {
    return switch (wanted(name, version)) {
      case Outcome.Refused<Stock.Wanted>(var refusal) -> Optional.of(refusal);
      case Outcome.Done<Stock.Wanted>(var wanted) ->
          stock
              .unavailable(List.of(wanted.id()))
              .getFirst()
              .map(why -> Refusal.of(ErrorCode.NO_REPLICA, wanted.id().text() + ": " + why));
    };
  }

  @Override
  public Outcome<Use> use(String name, Optional<String> version, Asked asked)
      throws InterruptedException, ClientGoneException {
    return switch (wanted(name, version)) {
      case Outcome.Refused<Stock.Wanted>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Stock.Wanted>(var wanted) ->
          stock.use(wanted, asked).map(held -> new InUse(wanted, held, stock));
    };
  }

  @Override
  public Outcome<Use> unnamed() {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.NOT_FOUND,
            new Violation(
                "model",
                "this process serves a repository, and the request can't name a model of it",
                "ask /v2/models/MODEL/infer")));
  }

  @Override
  public Outcome<List<RepositoryEntry>> index() {
    return catalog.all().map(this::entries);
  }

  private List<RepositoryEntry> entries(List<ModelFolder> folders) {
    var ids = new ArrayList<ModelId>();
    for (var folder : folders) {
      if (folder instanceof ModelFolder.Model model) {
        model.versions().keySet().forEach(number -> ids.add(new ModelId(model.name(), number)));
      }
    }
    var states = stock.unavailable(ids).iterator();
    var entries = new ArrayList<RepositoryEntry>();
    for (var folder : folders) {
      switch (folder) {
        case ModelFolder.Model model ->
            model
                .versions()
                .keySet()
                .forEach(number ->
                    entries.add(
                        new RepositoryEntry(model.name(), String.valueOf(number), states.next())));
        case ModelFolder.Broken(var name, var _, var why) ->
            entries.add(new RepositoryEntry(name, "", Optional.of(why.message())));
      }
    }
    return entries;
  }

  @Override
  public Outcome<List<Named>> list() {
    return catalog
        .all()
        .map(folders ->
            folders.stream().map(folder -> new Named(folder.name(), folder.since())).toList());
  }

  @Override
  public Outcome<Named> find(String name) {
    return catalog.folder(name).map(folder -> new Named(folder.name(), folder.since()));
  }

  @Override
  public Optional<Refusal> load(String name, Asked asked)
      throws InterruptedException, ClientGoneException {
    if (uncontrolled().isPresent()) {
      return uncontrolled();
    }
    return switch (wanted(name, Optional.empty())) {
      case Outcome.Refused<Stock.Wanted>(var refusal) -> Optional.of(refusal);
      case Outcome.Done<Stock.Wanted>(var wanted) -> {
        stock.leaveIfChanged(wanted);
        yield switch (stock.use(wanted, asked)) {
          case Outcome.Refused<Stock.Held>(var refusal) -> Optional.of(refusal);
          case Outcome.Done<Stock.Held> _ -> {
            stock.release(wanted.id());
            yield Optional.empty();
          }
        };
      }
    };
  }

  @Override
  public Optional<Refusal> unload(String name) {
    if (uncontrolled().isPresent()) {
      return uncontrolled();
    }
    stock.leave(id -> id.name().equals(name));
    return switch (catalog.folder(name)) {
      case Outcome.Refused<ModelFolder>(var refusal) -> Optional.of(refusal);
      case Outcome.Done<ModelFolder> _ -> Optional.empty();
    };
  }

  private Optional<Refusal> uncontrolled() {
    return switch (config.control()) {
      case CLIENTS -> Optional.empty();
      case NOBODY ->
          Optional.of(
              Refusal.of(
                  ErrorCode.CONTROL_DENIED,
                  new Violation(
                      CONTROL,
                      "it is Nobody: models come and go by what is asked",
                      "set it to " + Control.CLIENTS.text() + " to let clients load and unload")));
    };
  }

  @Override
  public Outcome<List<ModelStats>> statistics() {
    return Outcome.done(stock.statistics(id -> true));
  }

  @Override
  public Outcome<List<ModelStats>> statistics(String name, Optional<String> version) {
    return wanted(name, version)
        .map(wanted ->
            stock.statistics(
                id -> version.isPresent() ? id.equals(wanted.id()) : id.name().equals(name)));
  }

  @Override
  public List<String> extensions() {
    return List.of(RepositoryJson.EXTENSION);
  }

  /** Breaks off what waits; no model is closed that is still being asked. */
  public void breakOff() {
    stock.breakOff();
  }

  /** Closes all models; nothing may be computed any more. */
  @Override
  public void close() {
    stock.close();
  }
}
