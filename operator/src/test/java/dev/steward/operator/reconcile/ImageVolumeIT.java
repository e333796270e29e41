package dev.steward.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.steward.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Models in images, on a cluster that has volumes of images and on one that has none: which one
 * this is depends on the API server's gate ImageVolume, off by itself in Kubernetes 1.34.
 */
class ImageVolumeIT {

  private static final String SERVICE =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: minilm}
      spec:
        model: {uri: "%s", task: Embedding}
      """;
  private static final String IMAGE = "image://r.example/minilm:1/models";

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  /** Told apart by a trial, as nothing of the API's description says it. */
  private boolean hasImageVolumes() {
    var labels = Map.of("app", "trial");
    var deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(world.tenant)
            .withName("trial")
            .endMetadata()
            .withNewSpec()
            .withNewSelector()
            .withMatchLabels(labels)
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("none")
            .endContainer()
            .addNewVolume()
            .withName("v")
            .withNewImage("Always", "r.example/m:1")
            .endVolume()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    var trial = world.client.resource(deployment).dryRun().fieldManager("test").serverSideApply();
    return !ImageVolumes.of(trial).isEmpty();
  }

  private List<Deployment> deployments() {
    return world.made("minilm").stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .toList();
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
  void without_image_volumes_no_pod_is_made_and_the_service_says_so_and_goes_on_with_oci() {
    assumeThat(hasImageVolumes()).isFalse();
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE));
    var told = world.awaitReason("minilm", "ImageVolumesUnavailable");
    assertThat(told.getMessage())
        .contains("spec.model.uri: ", "oci://r.example/minilm:1", "feature gate ImageVolume");
    assertThat(world.condition("minilm", "Stalled").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(deployments()).isEmpty();
    assertThat(pods()).isEmpty();

    var _ = world.apply(SERVICE.formatted("oci://r.example/minilm:1"));
    World.await("its pods' Deployment is there", () -> deployments().size() == 1);
    assertThat(operator.calls().entrySet()).anyMatch(writing("Deployment"));
    var _ = world.awaitReason("minilm", "Starting");
  }

  /** Every 10 s it is looked whether the cluster has them by now. */
  @Test
  void without_image_volumes_it_is_tried_again_and_nothing_written() {
    assumeThat(hasImageVolumes()).isFalse();
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
  void without_image_volumes_no_model_is_inspected() {
    assumeThat(hasImageVolumes()).isFalse();
    var _ = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE) + "  sharding: {strategy: Pipeline, size: 2}\n");
    var told = world.awaitReason("minilm", "ImageVolumesUnavailable");
    assertThat(told.getMessage()).contains("Pod minilm-");
    assertThat(pods()).isEmpty();
  }

  @Test
  void with_image_volumes_pods_mount_the_image_and_nothing_is_written_twice() {
    assumeThat(hasImageVolumes()).isTrue();
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE.formatted(IMAGE));
    World.await("its pods' Deployment is there", () -> deployments().size() == 1);
    var pod = deployments().getFirst().getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getImage() != null)
        .extracting(Volume::getName)
        .containsExactly("model");
    assertThat(pod.getContainers().getFirst().getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/mnt/volumes/_image"));
    var revision = world.revision("minilm");
    var _ = world.runtimePod("minilm", revision, "minilm-0", World.ready("10.9.1.1"));
    var _ = world.awaitReason("minilm", "Serving");
    var calls = World.settled(operator::calls);
    assertThat(calls).containsEntry("dry-run Deployment", 1.0);
    assertThat(calls).containsEntry("apply Deployment", 1.0);
    assertThat(deployments().getFirst().getMetadata().getLabels())
        .containsEntry(Names.REVISION, revision);
  }
}
