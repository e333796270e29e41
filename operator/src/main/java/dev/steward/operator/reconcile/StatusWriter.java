package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Writes an object's status when it has changed, and remembers what it wrote until the cache knows
 * it: a reconcile that starts in between would else tell the same transition twice.
 */
final class StatusWriter<R extends CustomResource<?, S>, S> {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(ApiGroup.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final OperatorMetrics metrics;
  private final Supplier<R> empty;

  /** By uid; an entry goes as soon as the cache has caught up, or with the object. */
  private final Map<String, R> written = new ConcurrentHashMap<>();

  /**
   * A writer for objects of one kind.
   *
   * @param empty makes one without metadata and status
   */
  StatusWriter(KubernetesClient client, OperatorMetrics metrics, Supplier<R> empty) {
    this.client = client;
    this.metrics = metrics;
    this.empty = empty;
  }

  /** {@code cached} with the status that was written last. */
  R latest(R cached) {
    var uid = cached.getMetadata().getUid();
    var own = written.get(uid);
    if (own == null) {
      return cached;
    }
    if (version(cached) >= version(own)) {
      written.remove(uid, own);
      return cached;
    }
    cached.setStatus(own.getStatus());
    return cached;
  }

  /** Writes {@code status} unless the object has it. */
  void write(R object, S status) {
    if (status.equals(object.getStatus())) {
      return;
    }
    var patch = empty.get();
    metrics.apiCall("apply", patch.getKind() + "/status");
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(object.getMetadata().getNamespace())
            .withName(object.getMetadata().getName())
            // An object of the same name that was made meanwhile doesn't get this one's status.
            .withUid(object.getMetadata().getUid())
            .build());
    patch.setStatus(status);
    try {
      var stored = client.resource(patch).subresource("status").patch(APPLY);
      written.put(object.getMetadata().getUid(), stored);
    } catch (KubernetesClientException e) {
      if (!isGone(e)) {
        throw e;
      }
    }
  }

  /** Deleted since it was observed, or deleted and made again: nobody is left to be told. */
  private static boolean isGone(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** Forgets all objects but those that exist. */
  void retain(Set<String> uids) {
    written.keySet().retainAll(uids);
  }

  /** Resource versions of one kind grow: Kubernetes promises it since 1.35, and etcd always did. */
  private long version(R object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
