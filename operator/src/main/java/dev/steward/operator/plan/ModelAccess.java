package dev.steward.operator.plan;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.steward.api.v1alpha1.ModelSpec;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.model.ModelUri;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a service's pods get at their model, besides its address.
 *
 * @param secret the Secret with the credentials, which the kubelet mounts as files, or pulls the
 *     model's image by: no credential is in a template, an environment or an argument
 * @param reader who brings the model by them
 * @param cache where what is downloaded is kept for others
 */
record ModelAccess(Optional<String> secret, Reader reader, Optional<Cache> cache) {

  private static final String SECRET_VOLUME = "model-secret";
  private static final String SECRET_FOLDER = "/etc/steward-model-secret";
  private static final String CACHE_VOLUME = "model-cache";
  private static final String CACHE_FOLDER = "/mnt/model-cache";
  private static final String SECRET_FIELD = "spec.model.secretRef";
  private static final String CACHE_FIELD = "spec.model.cache";
  private static final long DEFAULT_BYTES = 64L << 30;

  /** The process runs as the group that the kubelet gives the files to; nobody else reads them. */
  private static final int GROUP_READS = 0440;

  /** Who needs the credentials. */
  enum Reader {
    RUNTIME,
    /** For volumes of images, as for the images of containers. */
    KUBELET
  }

  /**
   * A claim that many pods write to.
   *
   * @param bytes that are kept on it at most
   */
  record Cache(String claim, long bytes) {}

  ModelAccess {
    requireNonNull(secret, "secret");
    requireNonNull(reader, "reader");
    requireNonNull(cache, "cache");
  }

  /** Reads the fields of a model; the address is one that was read already. */
  static Checked<ModelAccess> of(ModelSpec model, ModelUri uri) {
    var secret = Optional.ofNullable(model.secretRef()).map(ModelSpec.SecretRef::name);
    var cache = Optional.ofNullable(model.cache());
    var reader = uri instanceof ModelUri.Image ? Reader.KUBELET : Reader.RUNTIME;
    boolean needless = secret.isPresent() && reader == Reader.RUNTIME;
    if (!uri.isDownloaded() && (needless || cache.isPresent())) {
      return Checked.invalid(
          needless ? SECRET_FIELD : CACHE_FIELD, uri.text() + " isn't downloaded", "remove it");
    }
    if (cache.isPresent() && uri instanceof ModelUri.Https && model.digest() == null) {
      return Checked.invalid(
          CACHE_FIELD,
          "a web server may have other bytes tomorrow, so they are downloaded at each start",
          "state spec.model.digest, or remove it");
    }
    return switch (bytes(cache.map(ModelSpec.ModelCache::size).orElse(null))) {
      case Checked.Invalid<Long>(Violation violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Long>(var bytes) ->
          Checked.valid(
              new ModelAccess(secret, reader, cache.map(it -> new Cache(it.claim(), bytes))));
    };
  }

  private static Checked<Long> bytes(@Nullable String size) {
    if (size == null) {
      return Checked.valid(DEFAULT_BYTES);
    }
    return switch (MemoryAmount.mebibytes(CACHE_FIELD + ".size", requireNonNullElse(size, ""))) {
      case Checked.Invalid<Long>(Violation violation) -> new Checked.Invalid<>(violation);
      case Checked.Valid<Long>(var mebibytes) -> Checked.valid(mebibytes << 20);
    };
  }

  /** Lets the runtime of a pod use it. */
  void mount(PodSpec pod) {
    var runtime = pod.getContainers().getFirst();
    secret.ifPresent(name -> {
      switch (reader) {
        case RUNTIME -> mountSecret(pod, runtime, name);
        case KUBELET -> pod.getImagePullSecrets().add(new LocalObjectReference(name));
      }
    });
    cache.ifPresent(claimed -> mountCache(pod, runtime, claimed));
  }

  /** A Secret that isn't there keeps no pod from starting: the runtime says what is missing. */
  private static void mountSecret(PodSpec pod, Container runtime, String name) {
    pod.getVolumes()
        .add(
            new VolumeBuilder()
                .withName(SECRET_VOLUME)
                .withNewSecret()
                .withSecretName(name)
                .withDefaultMode(GROUP_READS)
                .withOptional(true)
                .endSecret()
                .build());
    runtime
        .getVolumeMounts()
        .add(RuntimePod.mount(SECRET_VOLUME, SECRET_FOLDER).withReadOnly(true).build());
    runtime.getEnv().add(RuntimePod.variable("STEWARD_MODEL_SECRET", SECRET_FOLDER));
  }

  private static void mountCache(PodSpec pod, Container runtime, Cache cache) {
    pod.getVolumes()
        .add(
            new VolumeBuilder()
                .withName(CACHE_VOLUME)
                .withNewPersistentVolumeClaim(cache.claim(), false)
                .build());
    runtime.getVolumeMounts().add(RuntimePod.mount(CACHE_VOLUME, CACHE_FOLDER).build());
    runtime.getEnv().add(RuntimePod.variable("STEWARD_MODEL_CACHE", CACHE_FOLDER));
    runtime
        .getEnv()
        .add(RuntimePod.variable("STEWARD_MODEL_CACHE_BYTES", String.valueOf(cache.bytes())));
  }
}
