package dev.steward.gateway.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.api.v1alpha1.InferenceTask;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.UncheckedIOException;
import java.util.List;

/** A task as clients are shown it: what stands in its status, and where its results are. */
final class TaskView {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TaskView() {}

  static byte[] bytes(InferenceTask task) {
    var metadata = task.getMetadata();
    var view =
        JSON.createObjectNode()
            .put("id", metadata.getName())
            .put("object", "task")
            .put("service", task.getSpec().service())
            .put("created", metadata.getCreationTimestamp());
    var status = task.getStatus();
    if (status == null) {
      view.put("state", "Waiting");
    } else {
      ObjectNode told = JSON.valueToTree(status);
      told.remove(List.of("observedGeneration", "conditions", "gateway", "result", "policy"));
      if (status.conditions() != null) {
        status.conditions().stream()
            .map(Condition::getMessage)
            .findFirst()
            .ifPresent(message -> view.put("message", message));
      }
      view.setAll(told);
      if (status.result() != null) {
        view.putPOJO("result", status.result());
        view.put("results", "/v1/tasks/" + metadata.getName() + "/results");
      }
    }
    try {
      return JSON.writeValueAsBytes(view);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
