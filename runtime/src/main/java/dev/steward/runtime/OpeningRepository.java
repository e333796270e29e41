package dev.steward.runtime;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.RepositoryEntry;
import dev.steward.protocol.oip.RepositoryJson;
import dev.steward.runtime.http.Models;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.repository.Repository;
import java.util.List;
import java.util.Optional;

/** A repository from the moment its opening begins; until it is open, all is refused. */
final class OpeningRepository implements Models {

  private final Loading<Repository> loading;

  OpeningRepository(Loading<Repository> loading) {
    this.loading = loading;
  }

  private Outcome<Repository> opened() {
    return switch (loading.state()) {
      case ModelState.Ready<Repository>(var repository, var _) -> Outcome.done(repository);
      case ModelState.Loading<Repository>() ->
          Outcome.refused(Refusal.of(ErrorCode.NO_REPLICA, "the repository is still being opened"));
      case ModelState.Failed<Repository>(var words) ->
          Outcome.refused(
              Refusal.of(
                  ErrorCode.NO_REPLICA, "the repository can't be served: " + words.message()));
    };
  }

  /** Why something can't be done with a repository that is open. */
  private interface Doing {
    Optional<Refusal> refused(Repository repository);
  }

  private Optional<Refusal> refused(Doing doing) {
    return switch (opened()) {
      case Outcome.Refused<Repository>(var refusal) -> Optional.of(refusal);
      case Outcome.Done<Repository>(var repository) -> doing.refused(repository);
    };
  }

  @Override
  public Optional<Refusal> unready() {
    return refused(Repository::unready);
  }

  @Override
  public Optional<Refusal> unready(String name, Optional<String> version) {
    return refused(repository -> repository.unready(name, version));
  }

  @Override
  public Outcome<Use> use(String name, Optional<String> version, Asked asked)
      throws InterruptedException, ClientGoneException {
    return switch (opened()) {
      case Outcome.Refused<Repository>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Repository>(var repository) -> repository.use(name, version, asked);
    };
  }

  @Override
  public Outcome<Use> unnamed() {
    return opened().then(Repository::unnamed);
  }

  @Override
  public Outcome<List<RepositoryEntry>> index() {
    return opened().then(Repository::index);
  }

  @Override
  public Outcome<List<Named>> list() {
    return opened().then(Repository::list);
  }

  @Override
  public Outcome<Named> find(String name) {
    return opened().then(repository -> repository.find(name));
  }

  @Override
  public Optional<Refusal> load(String name, Asked asked)
      throws InterruptedException, ClientGoneException {
    return switch (opened()) {
      case Outcome.Refused<Repository>(var refusal) -> Optional.of(refusal);
      case Outcome.Done<Repository>(var repository) -> repository.load(name, asked);
    };
  }

  @Override
  public Optional<Refusal> unload(String name) {
    return refused(repository -> repository.unload(name));
  }

  @Override
  public Outcome<List<ModelStats>> statistics() {
    return opened().then(Repository::statistics);
  }

  @Override
  public Outcome<List<ModelStats>> statistics(String name, Optional<String> version) {
    return opened().then(repository -> repository.statistics(name, version));
  }

  @Override
  public List<String> extensions() {
    return List.of(RepositoryJson.EXTENSION);
  }
}
