package dev.steward.operator.scale;

import dev.steward.api.v1alpha1.ModelService;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Another autoscaler that writes the number of pods of a service that Steward scales: a
 * HorizontalPodAutoscaler or KEDA that was left behind, or put there beside.
 *
 * <p>It is known by {@code metadata.managedFields}: who wrote the number last through the scale
 * subresource owns the field. A person with {@code kubectl scale} is no other owner: what they
 * wrote holds until the load says otherwise.
 *
 * @param manager as the API server calls it, such as {@code kube-controller-manager}, which runs
 *     HorizontalPodAutoscalers
 */
public record OtherOwner(String manager) {

  private static final String PERSON = "kubectl";

  /** The other owner of {@code service}'s replicas, if one wrote them last. */
  public static Optional<OtherOwner> of(ModelService service) {
    return Stream.ofNullable(service.getMetadata().getManagedFields())
        .flatMap(entries -> entries.stream())
        .filter(entry -> "scale".equals(entry.getSubresource()))
        .filter(OtherOwner::hasReplicas)
        .map(ManagedFieldsEntry::getManager)
        .filter(manager -> !manager.equals(ScaleSubresource.MANAGER) && !manager.startsWith(PERSON))
        .findFirst()
        .map(OtherOwner::new);
  }

  private static boolean hasReplicas(ManagedFieldsEntry entry) {
    FieldsV1 fields = entry.getFieldsV1();
    return fields != null
        && in(in(fields.getAdditionalProperties().get("f:spec"), "f:scaling"), "f:replicas")
            != null;
  }

  private static @Nullable Object in(@Nullable Object fields, String name) {
    return fields instanceof Map<?, ?> map ? map.get(name) : null;
  }
}
