package dev.steward.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** The versions of dynamic resource allocation that Steward can use, the newest first. */
public enum DeviceApi {
  V1(io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate.class),
  V1BETA2(io.fabric8.kubernetes.api.model.resource.v1beta2.ResourceClaimTemplate.class);

  /** What a message calls them. */
  public static final String NAMES = "resource.k8s.io/v1 or v1beta2";

  private final Class<? extends HasMetadata> template;

  DeviceApi(Class<? extends HasMetadata> template) {
    this.template = template;
  }

  /** The kind whose objects pods' claims are made from. */
  public Class<? extends HasMetadata> template() {
    return template;
  }

  /** In the order of preference. */
  public static List<DeviceApi> preferred() {
    return List.of(values());
  }
}
