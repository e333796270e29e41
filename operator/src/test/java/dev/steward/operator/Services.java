package dev.steward.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.operator.plan.ServiceSettings;

/** Services for tests, as their owners would write them. */
public final class Services {

  private Services() {}

  /**
   * A service {@code minilm} of the namespace {@code team} with that spec, in YAML's flow style.
   */
  public static ModelService service(String spec) {
    try {
      return new YAMLMapper()
          .readValue(
              """
              apiVersion: steward.dev/v1alpha1
              kind: ModelService
              metadata: {namespace: team, name: minilm, uid: 5d9c7f2b-0000, generation: 3}
              spec: %s
              """
                  .formatted(spec),
              ModelService.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(spec, e);
    }
  }

  /** What is read of it. */
  public static ServiceSettings settings(String spec) {
    return ServiceSettings.of(service(spec))
        .orThrow(violation -> new IllegalArgumentException(violation.message()));
  }
}
