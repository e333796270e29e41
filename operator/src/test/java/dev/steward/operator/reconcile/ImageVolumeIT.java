package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Models in images, on a cluster that has volumes of images. */
class ImageVolumeIT {

  /** With an address to be filled in. */
  static final String SERVICE =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: minilm}
      spec:
        model: {uri: "%s", task: Embedding}
      """;

  static final String IMAGE = "image://r.example/minilm:1/models";

  private final World world = new World(ApiServer.Which.SECOND);

  @AfterEach
  void close() {
    world.close();
  }

  static List<Deployment> deployments(World world) {
    return world.made("minilm").stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .toList();
  }

  private static Map<String, Double> about(String kind, Map<String, Double> calls) {
    return calls.entrySet().stream()
        .filter(call -> call.getKey().endsWith(" " + kind))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void pods_mount_the_image_and_nothing_is_tried_or_written_twice() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE));
    World.await("its pods' Deployment is there", () -> deployments(world).size() == 1);
    var deployment = deployments(world).getFirst();
    var pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getImage() != null)
        .extracting(Volume::getName)
        .containsExactly("model");
    assertThat(pod.getContainers().getFirst().getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/mnt/volumes/_image"));
    var revision = world.revision("minilm");
    assertThat(deployment.getMetadata().getLabels()).containsEntry(Names.REVISION, revision);

    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
    var calls = World.settled(() -> about("Deployment", operator.calls()));
    assertThat(calls).containsEntry("dry-run Deployment", 1.0);
    assertThat(calls).containsEntry("apply Deployment", 1.0);
  }
}
