package dev.steward.store;

import static dev.steward.store.Fields.DIGEST;
import static dev.steward.store.Fields.SECRET;
import static dev.steward.store.Fields.URI;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.Digest;
import java.io.IOException;

/** Why a model can't be had, as its user is told. */
final class Failed {

  private Failed() {}

  static LoadException download(String name, String problem) {
    return new LoadException(
        ErrorCode.DOWNLOAD_FAILED,
        URI,
        name + " can't be downloaded: " + problem,
        "correct the address, or make it reachable from the pod");
  }

  /** Nobody vouches for the server. */
  static LoadException untrusted(String name, String problem) {
    return new LoadException(
        ErrorCode.DOWNLOAD_FAILED,
        URI,
        "%s can't be downloaded: no trusted connection: %s".formatted(name, problem),
        "if an authority of your own has certified the server, put its certificate into the Secret"
            + " of spec.model.secretRef, as ca.crt; if not, don't trust the place");
  }

  /** It is there, or isn't, and who asks may not know. */
  static LoadException denied(String name, int status) {
    return new LoadException(
        ErrorCode.DOWNLOAD_FAILED,
        URI,
        "%s may not be read: the server answers %d".formatted(name, status),
        "correct the address, or name a Secret in spec.model.secretRef that may");
  }

  static LoadException missing(String name) {
    return new LoadException(
        ErrorCode.MODEL_MISSING,
        URI,
        name + " isn't there",
        "correct the address, or put the model there");
  }

  static LoadException tooLarge(String name, String size, long most) {
    return new LoadException(
        ErrorCode.DISK_FULL,
        URI,
        "%s has %s, at most %d are taken".formatted(name, size, most),
        "use a smaller model, or put it on a volume: pvc://CLAIM/PATH");
  }

  static LoadException unkept(String name, IOException e) {
    return new LoadException(
        ErrorCode.DISK_FULL,
        URI,
        "%s can't be kept: %s".formatted(name, Fault.told(e)),
        "give the cache more room, or put the model on a volume: pvc://CLAIM/PATH");
  }

  /** What was downloaded isn't what it should be. */
  static LoadException corrupt(String name, String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        URI,
        name + " can't be used: " + problem,
        "push the model again, in a form that docs/reference/models.md names");
  }

  /** The model's bytes aren't those its digest names. */
  static LoadException mismatch(String name, Digest wanted, Digest found) {
    return new LoadException(
        ErrorCode.DIGEST_MISMATCH,
        DIGEST,
        "%s has %s, not %s".formatted(name, found.text(), wanted.text()),
        "if this is the model you mean, write its digest; if not, don't trust the place");
  }

  /** A part's bytes aren't those that the place itself named. */
  static LoadException forged(String name, String wanted, String found) {
    return new LoadException(
        ErrorCode.DIGEST_MISMATCH,
        URI,
        "%s has %s, not %s".formatted(name, found, wanted),
        "don't trust the place, or push the model again");
  }

  static LoadException secret(String problem, String remedy) {
    return new LoadException(ErrorCode.INVALID_CONFIG, SECRET, problem, remedy);
  }
}
