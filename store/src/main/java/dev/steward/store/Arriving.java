package dev.steward.store;

import dev.steward.core.runtime.Arrival;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Who is told of downloads: the log by a sentence now and then, and whoever asks how far they are.
 *
 * <p>For several threads.
 */
public final class Arriving {

  private final Consumer<String> log;
  private final AtomicReference<Optional<Progress>> followed =
      new AtomicReference<>(Optional.empty());

  /**
   * @param log gets a sentence now and then
   */
  public Arriving(Consumer<String> log) {
    this.log = log;
  }

  /** How far the model is that was begun last; empty where none has to be brought. */
  public Optional<Arrival> now() {
    return followed.get().map(Progress::now);
  }

  void tell(String sentence) {
    log.accept(sentence);
  }

  void follow(Progress progress) {
    if (followed.get().orElse(null) != progress) {
      followed.set(Optional.of(progress));
    }
  }

  /** The same, unless another is followed: a signature that is slow isn't the model. */
  void followFirst(Progress progress) {
    followed.compareAndSet(Optional.empty(), Optional.of(progress));
  }
}
