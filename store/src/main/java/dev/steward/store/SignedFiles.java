package dev.steward.store;

import dev.steward.core.model.Digest;
import dev.steward.store.sign.Manifest;
import dev.steward.store.sign.UnsignedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the files of a model are those that its signer has listed: each of them, with the bytes
 * that it had, and none besides.
 *
 * <p>Besides may lie the signature itself, and what the signer has left out, if it is also nothing
 * that a runtime reads: what begins with a dot, and {@code .md} and {@code .sig} files. A tokenizer
 * that was left out would be loaded, so that it isn't let through.
 */
final class SignedFiles {

  /** As {@code model_signing} does unless it is told otherwise. */
  private static final List<String> OF_GIT =
      List.of(".git", ".gitattributes", ".github", ".gitignore");

  private static final String REMEDY =
      "sign the model again if that was meant; if not, don't trust the place";

  private final Manifest manifest;

  SignedFiles(Manifest manifest) {
    this.manifest = manifest;
  }

  /** Of a model that is a folder. */
  void checkFolder(Path folder, Optional<Path> bundle) throws IOException, UnsignedException {
    check(folder, bundle, manifest.files());
  }

  /** Of a model that is one file; what lies beside it is read too, and so is checked. */
  void checkAmong(Path file, Optional<Path> bundle) throws IOException, UnsignedException {
    var name = String.valueOf(file.getFileName());
    var itself = manifest.files().get(Manifest.ITSELF);
    var wanted =
        itself != null && manifest.files().size() == 1 ? Map.of(name, itself) : manifest.files();
    check(file.resolveSibling(""), bundle, wanted);
  }

  /** Of a model that is one file, and was brought alone. */
  void checkAlone(Path file) throws IOException, UnsignedException {
    if (manifest.files().size() != 1) {
      throw new UnsignedException(
          "%d files are signed, and the address leads to one".formatted(manifest.files().size()),
          "sign the file, or use the address of the folder");
    }
    var only = manifest.files().entrySet().iterator().next();
    mustBe(
        only.getKey().equals(Manifest.ITSELF) ? "the file" : only.getKey(), file, only.getValue());
  }

  /** Names first: nothing is read of a folder that has others. */
  private void check(Path folder, Optional<Path> bundle, Map<String, Digest> wanted)
      throws IOException, UnsignedException {
    var found = Digests.files(folder);
    for (var file : found.entrySet()) {
      var name = file.getKey();
      boolean isBundle = bundle.isPresent() && bundle.get().equals(file.getValue());
      if (!wanted.containsKey(name) && !isBundle && !(isLeftOut(name) && isNeverRead(name))) {
        throw new UnsignedException(
            isLeftOut(name)
                ? "%s was left out of the signature".formatted(name)
                : "%s isn't signed".formatted(name),
            "sign the model with it, or take it away");
      }
    }
    var sorted = new TreeMap<>(wanted);
    for (var name : sorted.keySet()) {
      if (!found.containsKey(name)) {
        throw new UnsignedException("%s is signed and isn't there".formatted(name), REMEDY);
      }
    }
    for (var file : sorted.entrySet()) {
      mustBe(file.getKey(), folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static void mustBe(String name, Path file, Digest wanted)
      throws IOException, UnsignedException {
    var found = Digests.ofFile(file);
    if (!found.equals(wanted)) {
      throw new UnsignedException(
          "%s has %s, and signed is %s".formatted(name, found.text(), wanted.text()), REMEDY);
    }
  }

  private boolean isLeftOut(String name) {
    return isIn(name, OF_GIT) || isIn(name, manifest.leftOut());
  }

  private static boolean isIn(String name, List<String> paths) {
    return paths.stream().anyMatch(path -> name.equals(path) || name.startsWith(path + "/"));
  }

  private static boolean isNeverRead(String name) {
    return name.endsWith(".md")
        || name.endsWith(".sig")
        || Arrays.stream(name.split("/", -1)).anyMatch(part -> part.startsWith("."));
  }
}
