package dev.steward.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * A pod of a service that doesn't answer, and isn't on its way out.
 *
 * @param runsAt its address, while a process of it runs
 */
public record UnreadyPod(String uid, String name, Optional<String> runsAt) {

  /** Reads a pod; empty: it answers, or leaves. */
  static Optional<UnreadyPod> of(Pod pod) {
    return switch (PodFacts.state(pod)) {
      case READY, LEAVING -> Optional.empty();
      case WAITING -> Optional.of(of(pod, Optional.empty()));
      case RUNNING -> Optional.of(of(pod, Optional.ofNullable(pod.getStatus().getPodIP())));
    };
  }

  private static UnreadyPod of(Pod pod, Optional<String> runsAt) {
    return new UnreadyPod(pod.getMetadata().getUid(), pod.getMetadata().getName(), runsAt);
  }
}
