package dev.steward.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A lock whose calls end in time, whatever becomes of their answers.
 *
 * <p>The elector holds its own monitor while it asks for the lease, and looks at its deadlines only
 * between two calls. A call without an end would keep a leader from learning that it is none any
 * more, and a process from ending.
 */
final class PunctualLock implements Lock {

  private final Lock lock;
  private final Duration limit;

  /**
   * @param lock that is asked
   * @param limit for each call
   */
  PunctualLock(Lock lock, Duration limit) {
    this.lock = lock;
    this.limit = limit;
  }

  @Override
  public @Nullable LeaderElectionRecord get(KubernetesClient client) {
    return inTime(() -> lock.get(client));
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord leader) {
    var _ =
        inTime(() -> {
          lock.create(client, leader);
          return leader;
        });
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord leader) {
    var _ =
        inTime(() -> {
          lock.update(client, leader);
          return leader;
        });
  }

  @Override
  public String identity() {
    return lock.identity();
  }

  @Override
  public String describe() {
    return lock.describe();
  }

  private @Nullable LeaderElectionRecord inTime(Callable<@Nullable LeaderElectionRecord> call) {
    var answer = new FutureTask<>(call);
    var _ = Thread.startVirtualThread(answer);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new KubernetesClientException(
          describe() + ": no answer from the API server within " + limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException(describe() + ": broken off", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException refused
          ? refused
          : new KubernetesClientException(describe() + ": " + e.getCause(), e.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
