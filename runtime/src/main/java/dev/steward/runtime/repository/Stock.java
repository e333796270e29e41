package dev.steward.runtime.repository;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.measure.Bytes;
import dev.steward.protocol.oip.ModelStats;
import dev.steward.runtime.load.LoadedModel;
import dev.steward.runtime.metrics.ModelAccount;
import dev.steward.runtime.metrics.RepositoryMetrics;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.repository.Shelf.Leaver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in memory, and the threads that load them: each model once, however many wait for it,
 * and {@value #LOADS} at the same time. For several threads; the lock is held for moments alone.
 */
final class Stock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Stock.class);

  /** Models loaded at the same time: one reads while the other one computes. */
  static final int LOADS = 2;

  /**
   * Models that wait for room at the same time: one that must wait long mustn't keep all others.
   */
  static final int WISHES = 16;

  /** Models that wait to be loaded, or are being loaded. */
  static final int MOST_AWAITED = 1000;

  private static final Duration END = Duration.ofSeconds(10);

  private final Bytes bound;
  private final Loading loading;
  private final RepositoryMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();

  /** Room was freed, a load ended, or somebody gave up waiting. */
  private final Condition changed = lock.newCondition();

  private final Shelf<Held> shelf;
  private final Pauses pauses = new Pauses();
  private final Map<ModelId, Load<Held>> loads = new HashMap<>();
  private final Semaphore places = new Semaphore(LOADS);
  private final ExecutorService loaders =
      Executors.newFixedThreadPool(
          WISHES, Thread.ofPlatform().daemon().name("model-loader-", 1).factory());
  private boolean stopping;

  /**
   * @param bound what all models together may take
   */
  Stock(Bytes bound, Loading loading, RepositoryMetrics metrics) {
    this.bound = bound;
    this.loading = loading;
    this.metrics = metrics;
    shelf = new Shelf<>(bound.count());
  }

  /** Brings a model into memory. */
  @FunctionalInterface
  interface Loading {
    /**
     * Does it; the model has answered once.
     *
     * @throws LoadException when it can't be served
     */
    LoadedModel load(ModelId id, Path folder, ModelSettings settings)
        throws LoadException, InterruptedException;
  }

  /** A version of a model that somebody asks for, and where it lies. */
  record Wanted(ModelId id, ModelFolder.Model folder, Path path) {
    static Wanted of(ModelFolder.Model folder, long version) {
      var path = folder.versions().get(version);
      if (path == null) {
        throw new IllegalArgumentException("there is no version " + version);
      }
      return new Wanted(new ModelId(folder.name(), version), folder, path);
    }
  }

  /** A model in memory, the files that it was made of, and what it has computed. */
  record Held(LoadedModel model, Footprint footprint, ModelAccount account) {}

  /** Models that can answer. */
  int loaded() {
    return locked(shelf::loaded);
  }

  /** Bytes that are taken. */
  long held() {
    return locked(shelf::held);
  }

  private <T> T locked(Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  /** What each of those has computed that can answer, by name and version. */
  List<ModelStats> statistics(Predicate<ModelId> who) {
    return locked(() -> shelf.all()).entrySet().stream()
        .filter(each -> who.test(each.getKey()))
        .map(each ->
            each.getValue()
                .account
                .stats(each.getKey().name(), String.valueOf(each.getKey().version())))
        .sorted(Comparator.comparing(ModelStats::model).thenComparing(ModelStats::version))
        .toList();
  }

  /** Why each of these can't answer at this moment; empty: it can. */
  List<Optional<String>> unavailable(List<ModelId> ids) {
    return locked(() -> ids.stream().map(this::unavailable).toList());
  }

  private Optional<String> unavailable(ModelId id) {
    var phase = shelf.phase(id);
    if (phase.isEmpty()) {
      return Optional.of(
          pauses
              .last(id)
              .map(Refusal::message)
              .orElse(loads.containsKey(id) ? "being loaded" : "not loaded; a request loads it"));
    }
    return switch (phase.get()) {
      case LOADED -> Optional.empty();
      case LOADING -> Optional.of("being loaded");
      case LEAVING -> Optional.of("being unloaded; a request loads it again");
    };
  }

  /**
   * A model, loaded if it isn't; {@link #release} follows.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  Outcome<Held> use(Wanted wanted, Asked asked) throws InterruptedException, ClientGoneException {
    Load<Held> load;
    lock.lock();
    try {
      var held = shelf.use(wanted.id);
      if (held.isPresent()) {
        return Outcome.done(held.get());
      }
      var refused = refused(wanted.id);
      if (refused.isPresent()) {
        return Outcome.refused(refused.get());
      }
      load = loads.computeIfAbsent(wanted.id, _ -> begun(wanted));
      load.join();
    } finally {
      lock.unlock();
    }
    return awaited(wanted.id, load, asked);
  }

  private Outcome<Held> awaited(ModelId id, Load<Held> load, Asked asked)
      throws InterruptedException, ClientGoneException {
    boolean served = false;
    try {
      var end = load.await(asked);
      served = end instanceof Outcome.Done<Held>;
      return end;
    } finally {
      if (!served) {
        giveUp(id, load);
      }
    }
  }

  /** Who gives up as the model comes has a use of it all the same, which is over. */
  private void giveUp(ModelId id, Load<Held> load) {
    lock.lock();
    try {
      if (load.brought()) {
        released(id);
      } else {
        load.giveUp();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<Refusal> refused(ModelId id) {
    if (stopping) {
      return Optional.of(Refusals.STOPPING);
    }
    var resting = pauses.during(id, System.nanoTime());
    return resting.isEmpty() && !loads.containsKey(id) && loads.size() >= MOST_AWAITED
        ? Optional.of(Refusals.tooMany(MOST_AWAITED))
        : resting;
  }

  /** A use is over. */
  void release(ModelId id) {
    lock.lock();
    try {
      released(id);
    } finally {
      lock.unlock();
    }
  }

  private void released(ModelId id) {
    shelf.release(id).ifPresent(this::closeBeside);
  }

  private Load<Held> begun(Wanted wanted) {
    var load = new Load<Held>();
    loaders.execute(() -> {
      try {
        bring(wanted, load);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        end(wanted.id, load, Outcome.refused(Refusals.STOPPING));
      } catch (IOException e) {
        fail(wanted.id, load, Refusals.unreadable(wanted.id, e));
      } catch (LoadException e) {
        fail(wanted.id, load, Refusals.failed(wanted.id, e));
      } catch (RuntimeException | Error e) {
        // Native libraries throw any kind of Error; one model's mustn't end the others.
        LOG.error("{} can't be loaded", wanted.id.text(), e);
        fail(wanted.id, load, Refusals.failed(wanted.id, e));
      }
    });
    return load;
  }

  private void bring(Wanted wanted, Load<Held> load)
      throws InterruptedException, IOException, LoadException {
    var footprint = Footprint.of(wanted.path);
    var memory = footprint.memory(wanted.folder.settings().memory());
    if (!room(wanted.id, load, memory)) {
      return;
    }
    boolean kept = false;
    long begun;
    try {
      places.acquire();
      try {
        begun = System.nanoTime();
        var model = loading.load(wanted.id, wanted.path, wanted.folder.settings());
        keep(wanted.id, load, new Held(model, footprint, new ModelAccount()));
        kept = true;
      } finally {
        places.release();
      }
    } finally {
      if (!kept) {
        free(wanted.id);
      }
    }
    var time = Duration.ofNanos(System.nanoTime() - begun);
    metrics.loaded(time);
    LOG.debug("{} is loaded after {} ms", wanted.id.text(), time.toMillis());
  }

  /** Waits until there is room for a model, and reserves it; false: the load has ended. */
  private boolean room(ModelId id, Load<Held> load, Bytes memory) throws InterruptedException {
    while (true) {
      List<Leaver<Held>> leavers;
      lock.lock();
      try {
        if (load.waiting() == 0 || stopping) {
          ended(id, load, Outcome.refused(stopping ? Refusals.STOPPING : Refusals.ABANDONED));
          return false;
        }
        switch (shelf.reserve(id, memory.count())) {
          case Shelf.Room.Reserved<Held>() -> {
            return true;
          }
          case Shelf.Room.TooLarge<Held>() -> {
            ended(id, load, Outcome.refused(Refusals.tooLarge(id, memory, bound)));
            return false;
          }
          case Shelf.Room.Occupied<Held>() -> {
            changed.await();
            continue;
          }
          case Shelf.Room.Unloading<Held>(var going) -> leavers = going;
        }
      } finally {
        lock.unlock();
      }
      leavers.forEach(this::close);
    }
  }

  /** Those who have waited use it from now on. */
  private void keep(ModelId id, Load<Held> load, Held held) {
    lock.lock();
    try {
      pauses.worked(id);
      shelf.loaded(id, held, load.ended() ? 0 : load.waiting());
      ended(id, load, Outcome.done(held));
    } finally {
      lock.unlock();
    }
  }

  private void fail(ModelId id, Load<Held> load, Refusal why) {
    metrics.failed();
    LOG.warn("{}", why.message());
    lock.lock();
    try {
      pauses.failed(id, why, System.nanoTime());
      ended(id, load, Outcome.refused(why));
    } finally {
      lock.unlock();
    }
  }

  private void end(ModelId id, Load<Held> load, Outcome<Held> end) {
    lock.lock();
    try {
      ended(id, load, end);
    } finally {
      lock.unlock();
    }
  }

  private void ended(ModelId id, Load<Held> load, Outcome<Held> end) {
    load.end(end);
    loads.remove(id, load);
    changed.signalAll();
  }

  private void free(ModelId id) {
    lock.lock();
    try {
      shelf.free(id);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whoever has used it last needn't wait until its memory is given back. */
  private void closeBeside(Leaver<Held> leaver) {
    Thread.ofVirtual().name("model-closer").start(() -> close(leaver));
  }

  private void close(Leaver<Held> leaver) {
    leaver.model().model.close();
    free(leaver.id());
    metrics.unloaded();
    LOG.debug("{} is unloaded", leaver.id().text());
  }

  /** Has models leave; those in use do with their last use. */
  void leave(Predicate<ModelId> who) {
    lock.lock();
    try {
      shelf.leave(who).forEach(this::closeBeside);
    } finally {
      lock.unlock();
    }
  }

  /** Has a model leave whose files aren't those any more that it was made of. */
  void leaveIfChanged(Wanted wanted) {
    var held = locked(() -> shelf.peek(wanted.id));
    try {
      if (held.isPresent() && !held.get().footprint.equals(Footprint.of(wanted.path))) {
        leave(wanted.id::equals);
      }
    } catch (IOException e) {
      LOG.warn("{}: its files can't be looked at: {}", wanted.id.text(), e.getMessage());
    }
  }

  /** Nothing more is loaded, and who waits is told so. */
  void breakOff() {
    lock.lock();
    try {
      stopping = true;
      loads.values().forEach(load -> load.end(Outcome.refused(Refusals.STOPPING)));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    loaders.shutdownNow();
  }

  /** Closes all models, of which none is asked anything any more. */
  @Override
  public void close() {
    breakOff();
    try {
      boolean ended = loaders.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
      leave(id -> true);
      if (!ended || !isEmptyWithin(END)) {
        LOG.warn("models are still being loaded, asked or unloaded after {} s", END.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isEmptyWithin(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (shelf.held() > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return shelf.held() == 0;
    } finally {
      lock.unlock();
    }
  }
}
