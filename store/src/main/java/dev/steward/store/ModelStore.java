package dev.steward.store;

import static dev.steward.store.Fields.DIGEST;
import static dev.steward.store.Fields.URI;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import dev.steward.core.model.ModelUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds or downloads models, and verifies their digests. */
public final class ModelStore {

  private final Places places;
  private final Downloads downloads;

  public ModelStore(Places places, Downloads downloads) {
    this.places = places;
    this.downloads = downloads;
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
      case ModelUri.LocalFile file -> verified(present(Path.of(file.path()), uri), uri, digest);
      case ModelUri.Https https -> downloads.download(https.uri(), digest, places.cache());
    };
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
      throw mismatch(uri.text(), wanted.get(), found);
    }
    return path;
  }

  /** The model's bytes aren't those its digest names. */
  static LoadException mismatch(String uri, Digest wanted, Digest found) {
    return new LoadException(
        ErrorCode.DIGEST_MISMATCH,
        DIGEST,
        "%s has %s, not %s".formatted(uri, found.text(), wanted.text()),
        "if this is the model you mean, write its digest; if not, don't trust the place");
  }
}
