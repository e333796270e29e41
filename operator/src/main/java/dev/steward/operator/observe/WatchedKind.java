package dev.steward.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Objects of one kind that are watched, where there is the right to, and the kind. */
public final class WatchedKind<R extends HasMetadata> implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final FilterWatchListDeletable<R, ? extends KubernetesResourceList<R>, ?> objects;
  private final Follower follower;
  private volatile @Nullable SharedIndexInformer<R> informer;

  /** Told of every change, after it can be seen. */
  @FunctionalInterface
  public interface Follower {
    /**
     * A change.
     *
     * @param before empty: it is new
     * @param after empty: it is gone
     */
    void changed(Optional<HasMetadata> before, Optional<HasMetadata> after);
  }

  /**
   * A kind that isn't watched yet.
   *
   * @param name what a user calls its objects, such as {@code
   *     clustercompliancepolicies.steward.dev}
   */
  public WatchedKind(
      String name,
      FilterWatchListDeletable<R, ? extends KubernetesResourceList<R>, ?> objects,
      Follower follower) {
    this.name = name;
    this.objects = objects;
    this.follower = follower;
  }

  /** What a user calls its objects. */
  public String name() {
    return name;
  }

  /**
   * Watches, if it may; returns when the objects that there are have been read.
   *
   * @return whether it may
   */
  public boolean tryToWatch() {
    if (informer != null) {
      return true;
    }
    try {
      var _ = objects.list(new ListOptionsBuilder().withLimit(1L).build());
    } catch (KubernetesClientException e) {
      if (e.getCode() == 403 || e.getCode() == 404) {
        return false;
      }
      throw e;
    }
    var starting = objects.runnableInformer(0);
    var _ = starting.addEventHandler(new Changes());
    try {
      starting.start().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " weren't read", e);
    } catch (ExecutionException | TimeoutException e) {
      starting.stop();
      throw new IllegalStateException(name + " can't be read: " + e, e);
    }
    informer = starting;
    return true;
  }

  /** Whether it is watched. */
  public boolean isWatched() {
    return informer != null;
  }

  /** The objects there are, as far as they are seen. */
  public List<R> all() {
    var running = informer;
    return running == null ? List.of() : running.getStore().list();
  }

  /** The object of that name, of a kind that is in no namespace. */
  public Optional<R> find(String itsName) {
    var running = informer;
    return running == null
        ? Optional.empty()
        : Optional.ofNullable(running.getStore().getByKey(itsName));
  }

  @Override
  public void close() {
    var running = informer;
    if (running != null) {
      running.stop();
    }
  }

  private final class Changes implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R object) {
      follower.changed(Optional.empty(), Optional.of(object));
    }

    @Override
    public void onUpdate(R before, R after) {
      follower.changed(Optional.of(before), Optional.of(after));
    }

    @Override
    public void onDelete(R object, boolean stateUnknown) {
      follower.changed(Optional.of(object), Optional.empty());
    }
  }
}
