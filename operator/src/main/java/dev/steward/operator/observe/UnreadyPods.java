package dev.steward.operator.observe;

import dev.steward.api.v1alpha1.ModelService;
import java.util.List;

/** A service with those of its pods that don't answer; there is one at least. */
public record UnreadyPods(ModelService service, List<UnreadyPod> pods) {

  public UnreadyPods {
    pods = List.copyOf(pods);
  }

  /** The service's. */
  public String uid() {
    return service.getMetadata().getUid();
  }
}
