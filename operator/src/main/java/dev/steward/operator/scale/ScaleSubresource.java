package dev.steward.operator.scale;

import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.api.v1alpha1.ModelService;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Writes {@code spec.scaling.replicas} where Kubernetes' own autoscalers do. */
public final class ScaleSubresource implements ReplicaWriter {

  /** Who wrote the number, as {@code metadata.managedFields} tells it. */
  public static final String MANAGER = "steward-autoscaler";

  private final KubernetesClient client;

  public ScaleSubresource(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Written write(ModelService service, int replicas) {
    var metadata = service.getMetadata();
    var scale =
        new ScaleBuilder()
            .withNewMetadata()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withResourceVersion(metadata.getResourceVersion())
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .endSpec()
            .build();
    try {
      var _ =
          client.raw(
              "/apis/%s/%s/namespaces/%s/modelservices/%s/scale?fieldManager=%s"
                  .formatted(
                      ApiGroup.GROUP,
                      ApiGroup.VERSION,
                      metadata.getNamespace(),
                      metadata.getName(),
                      MANAGER),
              "PUT",
              scale);
      return Written.DONE;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Written.OVERTAKEN;
      }
      throw e;
    }
  }
}
