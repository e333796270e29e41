package dev.steward.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.steward.operator.plan.AcceleratorSettings.Driver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelectorBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplateBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Devices by dynamic resource allocation: each pod of a revision gets a claim of its own, made by
 * Kubernetes from a ResourceClaimTemplate that is called like the revision. What it asks for is
 * kept in the pod template, so that it is the same for as long as the revision lives.
 */
final class DeviceClaims {

  private static final String CLAIM = "devices";
  private static final ObjectMapper JSON = new ObjectMapper();

  private DeviceClaims() {}

  static void require(Driver driver, int count, PodTemplateSpec template, String revision) {
    var annotations = new TreeMap<>(template.getMetadata().getAnnotations());
    annotations.put(Names.DEVICES, text(driver, count));
    template.getMetadata().setAnnotations(annotations);
    var pod = template.getSpec();
    pod.setResourceClaims(
        List.of(
            new PodResourceClaimBuilder()
                .withName(CLAIM)
                .withResourceClaimTemplateName(revision)
                .build()));
    pod.getContainers()
        .getFirst()
        .getResources()
        .setClaims(List.of(new ResourceClaimBuilder().withName(CLAIM).build()));
  }

  /** The template of a revision's claims, if its pods have such. */
  static Optional<HasMetadata> template(Revision revision, ObjectMeta metadata, DeviceApi api) {
    return Optional.ofNullable(revision.template().getMetadata().getAnnotations())
        .flatMap(annotations -> Optional.ofNullable(annotations.get(Names.DEVICES)))
        .map(text -> template(text, metadata, api));
  }

  private static HasMetadata template(String text, ObjectMeta metadata, DeviceApi api) {
    try {
      var asked = JSON.readTree(text);
      var selectors = new ArrayList<String>();
      asked.path("selectors").forEach(selector -> selectors.add(selector.asText()));
      var template =
          new ResourceClaimTemplateBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withNewSpec()
              .withNewDevices()
              .addNewRequest()
              .withName(CLAIM)
              .withNewExactly()
              .withDeviceClassName(asked.path("deviceClass").asText())
              .withAllocationMode("ExactCount")
              .withCount(asked.path("count").asLong())
              .withSelectors(
                  selectors.stream()
                      .map(cel ->
                          new DeviceSelectorBuilder()
                              .withNewCel()
                              .withExpression(cel)
                              .endCel()
                              .build())
                      .toList())
              .endExactly()
              .endRequest()
              .endDevices()
              .endSpec()
              .endSpec()
              .build();
      return switch (api) {
        case V1 -> template;
        case V1BETA2 -> {
          // The same fields under an older name.
          template.setApiVersion("resource.k8s.io/v1beta2");
          yield JSON.convertValue(template, api.template());
        }
      };
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not what Steward wrote: " + text, e);
    }
  }

  private static String text(Driver driver, int count) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("deviceClass", driver.deviceClass()).put("count", count);
    var selectors = json.putArray("selectors");
    driver.selectors().forEach(selectors::add);
    return json.toString();
  }
}
