package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who of several operators does their duty: stands by until it has the lease, takes the duty up,
 * and lays it down before it gives the lease back, so that the next leader need not wait for its
 * end. A lease that is lost can't be had again by the same process: whose duty it was must end.
 */
public final class Leadership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /** For how long a closing leader finishes what it has in hand. */
  static final Duration FINISH = Duration.ofSeconds(10);

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final Duty duty;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<State> state = new AtomicReference<>(State.STANDING_BY);
  private final AtomicReference<CompletableFuture<?>> election =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  /** Where an operator stands. */
  public enum State {
    STANDING_BY,
    STARTING,
    LEADING,
    CLOSING
  }

  /** What a leader does. */
  interface Duty {

    /** Takes it up; a failure is a lost lease. */
    void begin();

    /** All of it has begun, and {@link #state} says {@link State#LEADING}. */
    void begun();

    /** The lease is another's. */
    void follow();

    /** The lease is another's, or the duty couldn't be taken up, and nobody has closed this. */
    void lost();

    /** Lays it down, whether it was taken up or not. */
    void end();
  }

  Leadership(OperatorSettings settings, KubernetesClient client, Duty duty) {
    this.settings = settings;
    this.client = client;
    this.duty = duty;
  }

  /** Stands for election, once. */
  void stand() {
    election.set(elector().start());
  }

  /** Where it stands. */
  State state() {
    return state.get();
  }

  private LeaderElector elector() {
    var lease = settings.lease();
    var callbacks =
        new LeaderCallbacks(this::lead, this::stopLeading, leader -> LOG.info("{} leads", leader));
    return new LeaderElector(
        client,
        new LeaderElectionConfig(
            new PunctualLock(
                new LeaseLock(settings.namespace(), OperatorProcess.LEASE, settings.identity()),
                lease.renewDeadline().compareTo(FINISH) < 0 ? lease.renewDeadline() : FINISH),
            lease.duration(),
            lease.renewDeadline(),
            lease.retryPeriod(),
            callbacks,
            true,
            OperatorProcess.LEASE),
        threads);
  }

  /** Called on the elector's thread, which must go on renewing. */
  private void lead() {
    if (state.compareAndSet(State.STANDING_BY, State.STARTING)) {
      threads.execute(this::begin);
    }
  }

  private void begin() {
    try {
      duty.begin();
      if (state.compareAndSet(State.STARTING, State.LEADING)) {
        LOG.info("{} reconciles with {} workers", settings.identity(), settings.workers());
        duty.begun();
      }
    } catch (RuntimeException e) {
      LOG.error("can't start to reconcile", e);
      duty.lost();
    }
  }

  private void stopLeading() {
    duty.follow();
    if (state.get() != State.CLOSING) {
      LOG.error("{} has lost its lease", settings.identity());
      duty.lost();
    }
  }

  @Override
  public void close() {
    if (state.getAndSet(State.CLOSING) == State.CLOSING) {
      return;
    }
    duty.end();
    election.get().cancel(true);
    endThreads();
  }

  /** A call whose answer never comes must not keep a process that is to end. */
  private void endThreads() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(FINISH.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a call to the API server is broken off after {}", FINISH);
        var _ = threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var _ = threads.shutdownNow();
    }
  }
}
