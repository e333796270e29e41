package dev.steward.operator.arrival;

import dev.steward.operator.observe.Caches;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has pods asked for how far their models are, 2 s after the last round, while this one leads. */
public final class ArrivalLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ArrivalLoop.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final int AT_ONCE = 16;

  private final Supplier<Optional<Caches>> leading;
  private final HttpPodPort port = new HttpPodPort();
  private final ExecutorService asking =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("arrival-", 0).factory());
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("arrivals").daemon().factory());
  private final Arrivals arrivals;

  /**
   * @param leading the caches, of one that leads
   * @param book gets what is to be told
   */
  public ArrivalLoop(Supplier<Optional<Caches>> leading, ArrivalBook book, InstantSource clock) {
    this.leading = leading;
    this.arrivals = new Arrivals(port, book, asking, clock);
  }

  /** Begins. */
  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::round, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      var caches = leading.get();
      if (caches.isPresent()) {
        arrivals.round(caches.get().unreadyPods(), caches.get()::wake);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // One that escaped would end all rounds.
      LOG.warn("pods can't be asked now for how far their models are: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    asking.shutdownNow();
    port.close();
  }
}
