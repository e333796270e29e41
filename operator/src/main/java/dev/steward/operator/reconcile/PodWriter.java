package dev.steward.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.api.v1alpha1.ApiGroup;
import dev.steward.operator.group.Admission;
import dev.steward.operator.group.GroupNames;
import dev.steward.operator.group.PodAction;
import dev.steward.operator.observe.MarkedPod;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to the pods of groups what was decided. Each write names the pod by its uid, so that another
 * one of its name is left alone; what was overtaken is decided anew, for the change that overtook
 * it wakes the service.
 */
final class PodWriter {

  private static final Logger LOG = LoggerFactory.getLogger(PodWriter.class);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final OperatorMetrics metrics;

  PodWriter(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** Does them, in order. */
  void apply(String namespace, List<PodAction> actions) {
    for (var action : actions) {
      try {
        switch (action) {
          case PodAction.Admit admit -> admit(namespace, admit);
          case PodAction.Delete delete -> delete(namespace, delete);
        }
      } catch (KubernetesClientException e) {
        if (!isOvertaken(e)) {
          throw e;
        }
        LOG.debug("{}/{} has changed: {}", namespace, action.pod(), e.getMessage());
      }
    }
  }

  /** Makes a pod bear these annotations about policies, and no others of them. */
  void mark(String namespace, MarkedPod pod, Map<String, String> marks) {
    var annotations = new TreeMap<String, @Nullable String>();
    pod.marks().keySet().forEach(gone -> annotations.put(gone, null));
    annotations.putAll(marks);
    metrics.apiCall("patch", "Pod");
    try {
      var _ =
          client
              .pods()
              .inNamespace(namespace)
              .withName(pod.name())
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.JSON_MERGE)
                      .withFieldManager(ApiGroup.FIELD_MANAGER)
                      .build(),
                  JSON.writeValueAsString(
                      Map.of("metadata", Map.of("uid", pod.uid(), "annotations", annotations))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are JSON", e);
    } catch (KubernetesClientException e) {
      if (!isOvertaken(e)) {
        throw e;
      }
      LOG.debug("{}/{} has changed: {}", namespace, pod.name(), e.getMessage());
    }
  }

  /** It is gone, or another pod has its name, whose uid can't be changed. */
  private static boolean isOvertaken(KubernetesClientException e) {
    return switch (e.getCode()) {
      case 404, 409, 422 -> true;
      default -> false;
    };
  }

  private void admit(String namespace, PodAction.Admit admit) {
    metrics.apiCall("patch", "Pod");
    var _ =
        client
            .pods()
            .inNamespace(namespace)
            .withName(admit.pod())
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.STRATEGIC_MERGE)
                    .withFieldManager(ApiGroup.FIELD_MANAGER)
                    .build(),
                patch(admit.uid(), admit.admission()));
  }

  /** Gates of others stay, so that theirs is the last word. */
  private String patch(String uid, Admission admission) {
    var metadata =
        new PodBuilder()
            .withNewMetadata()
            .withUid(uid)
            .addToAnnotations(
                GroupNames.ROSTER, String.join(",", admission.roster().stream().sorted().toList()))
            .addToAnnotations(GroupNames.ADMITTED, admission.at().toString())
            .endMetadata()
            .build()
            .getMetadata();
    return "{\"metadata\": %s, \"spec\": {\"schedulingGates\": [{\"$patch\": \"delete\", \"name\": \"%s\"}]}}"
        .formatted(client.getKubernetesSerialization().asJson(metadata), GroupNames.GATE);
  }

  private void delete(String namespace, PodAction.Delete delete) {
    metrics.apiCall("delete", "Pod");
    var options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(delete.uid())
            .endPreconditions();
    delete.grace().map(Duration::toSeconds).ifPresent(options::withGracePeriodSeconds);
    var _ =
        client.raw(
            "/api/v1/namespaces/%s/pods/%s".formatted(namespace, delete.pod()),
            "DELETE",
            options.build());
  }
}
