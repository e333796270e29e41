package dev.steward.store;

import static dev.steward.store.Fields.URI;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelUri;
import dev.steward.store.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/** Finds or downloads models, and verifies their digests and signatures. */
public final class ModelStore {

  private final Places places;
  private final Downloads downloads;
  private final ModelCache cache;
  private final Secret secret;
  private final SignatureCheck signatures;

  public ModelStore(Places places, Downloads downloads) {
    this.places = places;
    this.downloads = downloads;
    this.cache =
        places
            .shared()
            .map(shared -> new ModelCache(shared.folder(), shared.bytes(), InstantSource.system()))
            .orElseGet(
                () -> new ModelCache(places.cache(), Long.MAX_VALUE, InstantSource.system()));
    this.secret = new Secret(places.secret());
    this.signatures =
        new SignatureCheck(
            new SignatureCheck.Access() {
              @Override
              public Downloads downloads() throws LoadException {
                return trusting();
              }

              @Override
              public Caller bearer() throws LoadException {
                return ModelStore.this.bearer();
              }

              @Override
              public S3Settings s3() throws LoadException {
                return s3Settings();
              }
            });
  }

  /**
   * The same for a model that someone must have signed.
   *
   * @param signature empty: nobody
   * @throws LoadException besides when it isn't signed as it must be; such a model is never
   *     returned
   */
  public Path open(ModelUri uri, Optional<Digest> digest, Optional<ModelSignature> signature)
      throws LoadException, InterruptedException {
    var path = open(uri, digest);
    if (signature.isPresent()) {
      signatures.check(path, uri, signature.get());
    }
    return path;
  }

  /**
   * The file or folder that {@code uri} leads to, on this machine.
   *
   * @param digest what its bytes must be; a model with other bytes is never returned
   * @throws LoadException when there is none, it can't be brought, or its bytes are others
   * @throws InterruptedException when the thread is interrupted while it downloads
   */
  public Path open(ModelUri uri, Optional<Digest> digest)
      throws LoadException, InterruptedException {
    return switch (uri) {
      case ModelUri.Pvc pvc -> verified(onVolume(pvc), uri, digest);
      case ModelUri.Image image -> verified(onImage(image), uri, digest);
      case ModelUri.LocalFile file -> verified(present(Path.of(file.path()), uri), uri, digest);
      case ModelUri.Https https -> ofWeb(https, digest);
      case ModelUri.Oci oci -> pulled(new OciSource(oci, caller(oci)), uri, digest);
      case ModelUri.Hub hub -> pulled(hub(hub), uri, digest);
      case ModelUri.S3 s3 -> pulled(new BucketSource(s3, s3Settings()), uri, digest);
    };
  }

  /** Kept for others only where its digest says that it is still the same. */
  private Path ofWeb(ModelUri.Https https, Optional<Digest> digest)
      throws LoadException, InterruptedException {
    if (secret.token("token").isEmpty()) {
      mustHave("token");
    }
    var wanted = Wanted.of(https.uri(), digest, bearer());
    if (digest.isEmpty() || places.shared().isEmpty()) {
      return trusting().download(wanted, places.cache());
    }
    return pulled(new WebFile(wanted, digest.get()), https, Optional.empty());
  }

  /** By whom servers may be certified, the Secret may say; it is read anew each time. */
  private Downloads trusting() throws LoadException {
    var own = secret.value(Authorities.KEY);
    return own.isPresent()
        ? downloads.trusting(Authorities.besidesTheSystems(own.get()).context())
        : downloads;
  }

  private Caller bearer() throws LoadException {
    return secret.token("token").map(it -> Caller.showing("Bearer " + it)).orElse(Caller.ANYBODY);
  }

  private RegistryCaller caller(ModelUri.Oci oci) throws LoadException {
    var config = secret.value(DockerConfig.KEY);
    if (config.isEmpty()) {
      mustHave(DockerConfig.KEY);
    }
    return new RegistryCaller(
        oci.text(),
        "repository:" + oci.repository() + ":pull",
        config.isPresent()
            ? DockerConfig.basic(config.get(), oci.registry(), oci.repository())
            : Optional.empty());
  }

  private HubSource hub(ModelUri.Hub hub) throws LoadException {
    var endpoint = secret.token("HF_ENDPOINT");
    if (endpoint.isPresent() && !endpoint.get().matches("https://[^/?#@\\s]+(/[^?#\\s]*)?")) {
      throw Failed.secret("its key HF_ENDPOINT is no address", "write https://HOST");
    }
    if (endpoint.isEmpty() && secret.token("token").isEmpty()) {
      mustHave("token");
    }
    return new HubSource(
        hub,
        endpoint
            .map(it -> java.net.URI.create(it.replaceFirst("/+$", "")))
            .orElse(HubSource.ENDPOINT),
        bearer());
  }

  private S3Settings s3Settings() throws LoadException {
    var keys = Arrays.stream(S3Settings.Variable.values()).map(Enum::name).toList();
    var values = secret.values(keys);
    if (values.isEmpty()) {
      mustHave(keys.getFirst());
    }
    var own = secret.value(Authorities.KEY);
    try {
      var settings = S3Settings.of(values);
      return own.isPresent()
          ? settings.trusting(Authorities.besidesTheSystems(own.get()).trust())
          : settings;
    } catch (IllegalArgumentException e) {
      throw Failed.secret("its key AWS_ENDPOINT_URL is no address", "write https://HOST");
    }
  }

  /** A Secret that is named has that key, where it isn't there for the authorities alone. */
  private void mustHave(String key) throws LoadException {
    if (secret.isNamed() && secret.value(Authorities.KEY).isEmpty()) {
      throw Failed.secret(
          "the Secret isn't there, or has no key " + key,
          "create it in the service's namespace with that key");
    }
  }

  private Path pulled(ModelSource source, ModelUri uri, Optional<Digest> digest)
      throws LoadException, InterruptedException {
    try {
      var known = source.knownKey();
      var there = known.isPresent() ? cache.find(known.get()) : Optional.<Path>empty();
      var folder = there.isPresent() ? there.get() : pulled(source);
      return verified(source.model(folder), uri, digest);
    } catch (IOException e) {
      throw Failed.unkept(source.name(), e);
    }
  }

  private Path pulled(ModelSource source) throws LoadException, IOException, InterruptedException {
    try (var bringing = trusting().begin(source.name())) {
      var parts = source.resolve(bringing);
      bringing.progress().waits();
      var model =
          cache.open(
              parts.key(),
              parts.bytesNeeded(),
              folder -> new Assembly(source.name(), parts, cache, bringing).fill(folder));
      bringing.progress().ended();
      return model;
    }
  }

  private Path onVolume(ModelUri.Pvc pvc) throws LoadException {
    var volume = places.volumes().resolve(pvc.claim());
    if (!Files.isDirectory(volume)) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          URI,
          "the claim \"" + pvc.claim() + "\" of " + pvc.text() + " isn't mounted",
          "name a PersistentVolumeClaim of the service's namespace");
    }
    return present(volume.resolve(pvc.path()), pvc);
  }

  /** Where a cluster has no image volumes, it leaves them out of pods without a word. */
  private Path onImage(ModelUri.Image image) throws LoadException {
    var volume = places.volumes().resolve(ModelUri.Image.VOLUME);
    if (!Files.isDirectory(volume)) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          URI,
          "the image " + image.reference() + " isn't mounted",
          "use a cluster with image volumes, or " + image.image().text() + ", which is downloaded");
    }
    return present(volume.resolve(image.path()), image);
  }

  private static Path present(Path path, ModelUri uri) throws LoadException {
    if (!Files.exists(path)) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          URI,
          uri.text() + " leads to no file or folder",
          "correct the path, or put the model there");
    }
    if (!Files.isReadable(path)) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          URI,
          uri.text() + " may not be read by this process",
          "make it readable for everyone, or for group 65532");
    }
    return path;
  }

  private static Path verified(Path path, ModelUri uri, Optional<Digest> wanted)
      throws LoadException {
    if (wanted.isEmpty()) {
      return path;
    }
    Digest found;
    try {
      found = Digests.of(path);
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          URI,
          uri.text() + " can't be read to its end: " + Fault.told(e),
          "check the volume and the files' permissions");
    }
    if (!found.equals(wanted.get())) {
      throw Failed.mismatch(uri.text(), wanted.get(), found);
    }
    return path;
  }
}
