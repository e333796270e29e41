package dev.steward.operator.reconcile;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.api.v1alpha1.ModelServiceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a service's status when it has changed, and remembers what it wrote until the cache knows
 * it: a reconcile that starts in between would else tell the same transition twice.
 */
final class StatusWriter {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(ApiGroup.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final OperatorMetrics metrics;

  /** By uid; an entry goes as soon as the cache has caught up, or with the service. */
  private final Map<String, ModelService> written = new ConcurrentHashMap<>();

  StatusWriter(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** {@code cached} with the status that was written last. */
  ModelService latest(ModelService cached) {
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

  /** Writes {@code status} unless the service has it. */
  void write(ModelService service, ModelServiceStatus status) {
    if (status.equals(service.getStatus())) {
      return;
    }
    metrics.apiCall("apply", "ModelService/status");
    var patch = new ModelService();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(service.getMetadata().getNamespace())
            .withName(service.getMetadata().getName())
            // A service of the same name that was made meanwhile doesn't get this one's status.
            .withUid(service.getMetadata().getUid())
            .build());
    patch.setStatus(status);
    try {
      var stored = client.resource(patch).subresource("status").patch(APPLY);
      written.put(service.getMetadata().getUid(), stored);
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

  /** Forgets all services but those that exist. */
  void retain(Set<String> uids) {
    written.keySet().retainAll(uids);
  }

  /** Resource versions of one kind grow: Kubernetes promises it since 1.35, and etcd always did. */
  private static long version(ModelService service) {
    return Long.parseLong(service.getMetadata().getResourceVersion());
  }
}
