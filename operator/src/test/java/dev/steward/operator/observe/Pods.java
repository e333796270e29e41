package dev.steward.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Pod;

/** Pods as Kubernetes describes them. */
final class Pods {

  private Pods() {}

  /** A pod of revision {@code minilm-1} with that status, in YAML's flow style. */
  static Pod withStatus(String status) {
    try {
      return new YAMLMapper()
          .readValue(
              """
              metadata: {name: minilm-1-x, labels: {steward.dev/revision: minilm-1}}
              spec:
                containers:
                - {name: runtime, resources: {limits: {nvidia.com/gpu: 1}, requests: {cpu: 250m}}}
              status: %s
              """
                  .formatted(status),
              Pod.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(status, e);
    }
  }
}
