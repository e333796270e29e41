package dev.steward.operator.plan;

import static dev.steward.operator.Services.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.api.v1alpha1.ModelSpec;
import dev.steward.core.check.Checked;
import dev.steward.core.model.ModelUri;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelAccessTest {

  private static PodSpec pod(String model) {
    return RuntimePod.template(settings("{model: %s}".formatted(model)), "r", "i").getSpec();
  }

  private static Volume volume(PodSpec pod, String name) {
    return pod.getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> mounts(PodSpec pod) {
    return pod.getContainers().getFirst().getVolumeMounts().stream()
        .collect(
            Collectors.toMap(it -> it.getName(), it -> it.getMountPath() + " " + it.getReadOnly()));
  }

  @Test
  void a_secret_is_mounted_as_files_that_one_group_reads_and_never_an_environment() {
    var pod = pod("{uri: 'oci://r.example/m:1', secretRef: {name: registry}}");
    var secret = volume(pod, "model-secret").getSecret();
    assertThat(secret.getSecretName()).isEqualTo("registry");
    assertThat(secret.getDefaultMode()).isEqualTo(0440);
    assertThat(mounts(pod)).containsEntry("model-secret", "/etc/steward-model-secret true");
    assertThat(pod.getContainers().getFirst().getEnv())
        .allMatch(variable -> variable.getValueFrom() == null)
        .anyMatch(variable -> variable.getName().equals("STEWARD_MODEL_SECRET"));
  }

  /** So that the runtime can say what is missing. */
  @Test
  void a_secret_that_is_not_there_keeps_no_pod_from_starting() {
    var pod = pod("{uri: 'hf://org/m', secretRef: {name: hub}}");
    assertThat(volume(pod, "model-secret").getSecret().getOptional()).isTrue();
  }

  @Test
  void an_image_is_mounted_for_reading_and_a_tag_is_asked_for_at_each_start() {
    var pod = pod("{uri: 'image://r.example/m:1/models'}");
    var image = volume(pod, "model").getImage();
    assertThat(image.getReference()).isEqualTo("r.example/m:1");
    assertThat(image.getPullPolicy()).isEqualTo("Always");
    assertThat(mounts(pod)).containsEntry("model", "/mnt/volumes/_image true");
    var pinned = pod("{uri: 'image://r.example/m@sha256:%s'}".formatted("0".repeat(64)));
    assertThat(volume(pinned, "model").getImage().getPullPolicy()).isEqualTo("IfNotPresent");
  }

  @Test
  void the_kubelet_pulls_an_image_by_the_secret_and_the_pod_has_none_of_it() {
    var pod = pod("{uri: 'image://r.example/m:1', secretRef: {name: registry}}");
    assertThat(pod.getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("registry");
    assertThat(mounts(pod)).doesNotContainKey("model-secret");
  }

  @Test
  void a_cache_is_a_claim_that_the_pod_writes_to_within_its_bytes() {
    var pod = pod("{uri: 's3://models/m', cache: {claim: kept, size: 10Gi}}");
    var claim = volume(pod, "model-cache").getPersistentVolumeClaim();
    assertThat(claim.getClaimName()).isEqualTo("kept");
    assertThat(claim.getReadOnly()).isNotEqualTo(true);
    assertThat(mounts(pod)).containsEntry("model-cache", "/mnt/model-cache null");
    assertThat(pod.getContainers().getFirst().getEnv())
        .anyMatch(it ->
            it.getName().equals("STEWARD_MODEL_CACHE_BYTES")
                && it.getValue().equals("10737418240"));
  }

  @Test
  void an_inspection_reads_the_model_by_the_same_secret() {
    var settings = settings("{model: {uri: 's3://models/m', secretRef: {name: store}}}");
    var pod = InspectionPod.of(settings, new OwnedMetadata(settings.service()), "i", "k", 1);
    assertThat(volume(pod.getSpec(), "model-secret").getSecret()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pvc://models/m | hub | | spec.model.secretRef: pvc://models/m isn't downloaded",
        "file:///m | | kept | spec.model.cache: file:///m isn't downloaded",
        "https://h.example/m | | kept | spec.model.cache: a web server may have other bytes"
      })
  void what_would_do_nothing_is_refused(
      String uri, @Nullable String secret, @Nullable String claim, String message) {
    var model =
        new ModelSpec(
            uri,
            null,
            null,
            null,
            secret == null ? null : new ModelSpec.SecretRef(secret),
            claim == null ? null : new ModelSpec.ModelCache(claim, null),
            null,
            null);
    var address = ((Checked.Valid<ModelUri>) ModelUri.parse("uri", uri)).value();
    assertThat(ModelAccess.of(model, address))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid -> assertThat(invalid.violation().message()).startsWith(message));
  }
}
