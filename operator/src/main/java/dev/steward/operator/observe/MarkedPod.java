package dev.steward.operator.observe;

import dev.steward.operator.plan.Names;
import dev.steward.operator.policy.Marks;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;

/**
 * A pod, and what it bears of the policies over its service.
 *
 * @param revision the revision it belongs to
 */
public record MarkedPod(String name, String uid, String revision, Map<String, String> marks) {

  public MarkedPod {
    marks = Map.copyOf(marks);
  }

  static MarkedPod of(Pod pod) {
    var metadata = pod.getMetadata();
    return new MarkedPod(
        metadata.getName(),
        metadata.getUid(),
        Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of())
            .getOrDefault(Names.REVISION, ""),
        Marks.on(pod));
  }
}
