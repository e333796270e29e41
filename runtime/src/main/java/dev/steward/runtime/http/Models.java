package dev.steward.runtime.http;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.protocol.oip.RepositoryEntry;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.ModelAccount;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The models that a process answers with: one, or those of a repository. */
public interface Models {

  /** Why nothing can be asked of this process at the moment; empty: it can. */
  Optional<Refusal> unready();

  /**
   * Why that model can't answer at once; empty: it can. A model or version that isn't here is
   * {@code not_found}.
   *
   * @param version empty: the highest
   */
  Optional<Refusal> unready(String name, Optional<String> version);

  /**
   * The model of a name and a version, loaded if it isn't. Whoever gets it closes it.
   *
   * @param version empty: the highest
   * @param asked how long the asking thread may wait for it
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  Outcome<Use> use(String name, Optional<String> version, Asked asked)
      throws InterruptedException, ClientGoneException;

  /** The model of a request that can't name one, as those whose body is an image. */
  Outcome<Use> unnamed();

  /** Every version of every model, by name and version. */
  Outcome<List<RepositoryEntry>> index();

  /** The models by name, each with the moment since when it is there. */
  Outcome<List<Named>> list();

  /** One of {@link #list}, or that it isn't among them. */
  Outcome<Named> find(String name);

  /**
   * Loads the highest version of a model because a client wants it loaded; done when it is.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  Optional<Refusal> load(String name, Asked asked) throws InterruptedException, ClientGoneException;

  /** Unloads all versions of a model, each as soon as nobody uses it; the next request loads it. */
  Optional<Refusal> unload(String name);

  /** What each model has computed since it was loaded; of a repository's those that are. */
  Outcome<List<ModelStats>> statistics();

  /** The same of one model, and that version of it or all; none where none is loaded. */
  Outcome<List<ModelStats>> statistics(String name, Optional<String> version);

  /** What this process can do of the protocol's extensions because of its models. */
  List<String> extensions();

  /** A model's name, and since when it is there. */
  record Named(String name, Instant since) {}

  /** A model while it is asked something: it stays loaded. */
  interface Use extends AutoCloseable {

    /** Its name. */
    String name();

    /** Its version. */
    String version();

    /** All versions of it, the highest last. */
    List<String> versions();

    /** It. */
    LoadedModel model();

    /** What it has computed. */
    ModelAccount account();

    /** It isn't needed any more for this request. */
    @Override
    void close();
  }
}
