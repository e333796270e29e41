package dev.steward.store;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelSignature;
import dev.steward.core.model.ModelUri;
import dev.steward.store.s3.S3Settings;
import dev.steward.store.sign.Signatures;
import dev.steward.store.sign.UnsignedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the file that holds a model's signature, and checks the model against it. */
final class SignatureCheck {

  /** A bundle of 10,000 files with long names is half of that. */
  static final int MAX_BUNDLE = 8 << 20;

  private static final String SIGN = "sign it with model_signing sign, and put the file there";

  private final Access access;

  /** How a file that lies beside a model is asked for. */
  interface Access {
    Downloads downloads() throws LoadException;

    Caller bearer() throws LoadException;

    S3Settings s3() throws LoadException;
  }

  SignatureCheck(Access access) {
    this.access = access;
  }

  /**
   * Returns if the model is signed as it must be, and every file of it is.
   *
   * @param path where the model that {@code uri} leads to lies on this machine
   */
  void check(Path path, ModelUri uri, ModelSignature wanted)
      throws LoadException, InterruptedException {
    try {
      var manifest = Signatures.manifest(bundle(path, uri, wanted), wanted.signer());
      var signed = new SignedFiles(manifest);
      if (Files.isDirectory(path)) {
        signed.checkFolder(path, beside(path, wanted));
      } else if (uri.isDownloaded()) {
        signed.checkAlone(path);
      } else {
        signed.checkAmong(path, beside(path.resolveSibling(""), wanted));
      }
    } catch (UnsignedException e) {
      throw failed(uri.text(), e.problem(), e.remedy());
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          Fields.URI,
          uri.text() + " can't be read to its end: " + Fault.told(e),
          "check the volume and the files' permissions");
    }
  }

  private static Optional<Path> beside(Path folder, ModelSignature wanted) {
    return wanted.elsewhere().isPresent()
        ? Optional.empty()
        : Optional.of(folder.resolve(wanted.bundle()));
  }

  private byte[] bundle(Path path, ModelUri uri, ModelSignature wanted)
      throws LoadException, IOException, InterruptedException {
    var elsewhere = wanted.elsewhere();
    if (elsewhere.isPresent()) {
      return brought(elsewhere.get().text(), elsewhere.get().uri(), Caller.ANYBODY);
    }
    if (Files.isDirectory(path)) {
      return read(path.resolve(wanted.bundle()), wanted);
    }
    return switch (uri) {
      case ModelUri.Https(var address) -> {
        var bundle = address.resolve(wanted.bundle());
        yield brought(bundle.toString(), bundle, access.bearer());
      }
      case ModelUri.S3(var bucket, var key) -> {
        var bundle = key.substring(0, key.lastIndexOf('/') + 1) + wanted.bundle();
        yield brought(
            "s3://%s/%s".formatted(bucket, bundle),
            access.s3().toRead(bucket, bundle),
            Caller.ANYBODY);
      }
      case ModelUri.Pvc _, ModelUri.Image _, ModelUri.LocalFile _, ModelUri.Oci _, ModelUri.Hub _ ->
          read(path.resolveSibling(wanted.bundle()), wanted);
    };
  }

  private static byte[] read(Path file, ModelSignature wanted) throws LoadException, IOException {
    if (!Files.isRegularFile(file)) {
      throw failed(wanted.bundle(), "it isn't beside the model", SIGN);
    }
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MAX_BUNDLE + 1);
      if (bytes.length > MAX_BUNDLE) {
        throw failed(wanted.bundle(), "it has more than %d bytes".formatted(MAX_BUNDLE), SIGN);
      }
      return bytes;
    }
  }

  /**
   * @param name what messages call it; the address may hold a signature of its own
   */
  private byte[] brought(String name, URI address, Caller caller)
      throws LoadException, InterruptedException {
    try (var bringing = access.downloads().begin(name)) {
      var document = bringing.document(name, address, caller, Map.of(), MAX_BUNDLE);
      if (document.status() != 200) {
        throw failed(name, "the server answers %d".formatted(document.status()), SIGN);
      }
      return document.body();
    }
  }

  private static LoadException failed(String name, String problem, String remedy) {
    return new LoadException(
        ErrorCode.SIGNATURE_INVALID, Fields.SIGNATURE, name + ": " + problem, remedy);
  }
}
