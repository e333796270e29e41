package dev.steward.operator.reconcile;

import static dev.steward.operator.reconcile.ImageVolumeIT.IMAGE;
import static dev.steward.operator.reconcile.ImageVolumeIT.SERVICE;
import static dev.steward.operator.reconcile.ImageVolumeIT.deployments;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Models in images, on a cluster that has no volumes of images and leaves them out of pods without
 * a word.
 */
class NoImageVolumeIT {

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private List<Pod> pods() {
    return world.client.pods().inNamespace(world.tenant).list().getItems();
  }

  private static Predicate<Map.Entry<String, Double>> writing(String kind) {
    return call -> call.getKey().matches("(apply|create|patch|delete) " + kind);
  }

  private Map<String, String> versions() {
    return world.made("minilm").stream()
        .collect(
            Collectors.toMap(
                it -> it.getKind() + " " + it.getMetadata().getName(),
                it -> it.getMetadata().getResourceVersion()));
  }

  @Test
  void no_pod_is_made_and_the_service_says_so_and_goes_on_with_oci() {
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE));
    var told = world.awaitReason("minilm", "ImageVolumesUnavailable");
    assertThat(told.getMessage())
        .contains("spec.model.uri: ", "oci://r.example/minilm:1", "feature gate ImageVolume");
    assertThat(world.condition("minilm", "Stalled").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(deployments(world)).isEmpty();
    assertThat(pods()).isEmpty();

    var _ = world.apply(SERVICE.formatted("oci://r.example/minilm:1"));
    World.await("its pods' Deployment is there", () -> deployments(world).size() == 1);
    assertThat(operator.calls().entrySet()).anyMatch(writing("Deployment"));
    var _ = world.awaitReason("minilm", "Starting");
  }

  /** Every 10 s it is looked whether the cluster has them by now. */
  @Test
  void it_is_tried_again_and_nothing_written() {
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE));
    var _ = world.awaitReason("minilm", "ImageVolumesUnavailable");
    var before = World.settled(this::versions);
    var status = world.service("minilm").getMetadata().getResourceVersion();
    var tried = operator.calls().getOrDefault("dry-run Deployment", 0.0);
    World.await(
        "it is tried twice more",
        () -> operator.calls().getOrDefault("dry-run Deployment", 0.0) >= tried + 2);
    assertThat(operator.calls().entrySet()).noneMatch(writing("Deployment"));
    assertThat(versions()).isEqualTo(before);
    assertThat(world.service("minilm").getMetadata().getResourceVersion()).isEqualTo(status);
  }

  /** The pod that reads a model's facts is one of the pods that must not start without it. */
  @Test
  void no_model_is_inspected() {
    var _ = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE) + "  sharding: {strategy: Pipeline, size: 2}\n");
    var told = world.awaitReason("minilm", "ImageVolumesUnavailable");
    assertThat(told.getMessage()).contains("Pod minilm-");
    assertThat(pods()).isEmpty();
  }
}
