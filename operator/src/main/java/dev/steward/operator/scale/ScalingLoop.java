package dev.steward.operator.scale;

import dev.steward.api.v1alpha1.ModelService;
import dev.steward.core.serving.ServiceId;
import dev.steward.operator.observe.PodFacts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a {@link Scaler} for every service each second, and for one at once when it is woken. */
public final class ScalingLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScalingLoop.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Services services;
  private final Scaler scaler;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("scaling").daemon().factory());

  /** The services as the caches know them. */
  public interface Services {
    /** All of them. */
    List<ModelService> all();

    /** One of them; empty once it is gone. */
    Optional<ModelService> find(ServiceId id);

    /** The pods of one. */
    List<PodFacts> pods(ModelService service);
  }

  public ScalingLoop(Services services, Scaler scaler) {
    this.services = services;
    this.scaler = scaler;
  }

  /** Begins. */
  public void start() {
    var _ =
        thread.scheduleAtFixedRate(
            this::round, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A request waits at this service: it is looked at now. */
  public void wake(ServiceId id) {
    try {
      thread.execute(() -> services.find(id).ifPresent(this::scale));
    } catch (RejectedExecutionException closed) {
      // The next leader is told by the gateways' next report.
    }
  }

  private void round() {
    var all = services.all();
    all.forEach(this::scale);
    Set<String> uids =
        all.stream().map(service -> service.getMetadata().getUid()).collect(Collectors.toSet());
    scaler.retain(uids);
  }

  /** One service that fails must not keep the others from being scaled. */
  private void scale(ModelService service) {
    try {
      scaler.scale(service, services.pods(service));
    } catch (RuntimeException e) {
      LOG.warn(
          "{}/{} can't be scaled now and is tried again: {}",
          service.getMetadata().getNamespace(),
          service.getMetadata().getName(),
          e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
