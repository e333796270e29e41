package dev.steward.cli.local;

import dev.steward.core.check.Checked;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which folder of this machine stands for which claim or image.
 *
 * <p>Example: with {@code pvc://models=/srv/models}, the model {@code pvc://models/minilm} is the
 * folder {@code /srv/models/minilm}; with {@code image://registry.example/minilm:1=/srv/image}, the
 * model {@code image://registry.example/minilm:1/models} is {@code /srv/image/models}.
 */
public final class VolumeMap {

  private static final String URI_FIELD = "spec.model.uri";

  /** By the address of the volume's root. */
  private final Map<String, Path> folders;

  private VolumeMap(Map<String, Path> folders) {
    this.folders = Map.copyOf(folders);
  }

  /**
   * Reads the values of {@code --map}.
   *
   * @param mappings each {@code pvc://CLAIM=FOLDER} or {@code
   *     image://REGISTRY/REPOSITORY:TAG=FOLDER}
   */
  public static Checked<VolumeMap> of(List<String> mappings) {
    var folders = new HashMap<String, Path>();
    for (var mapping : mappings) {
      var parts = mapping.split("=", 2);
      var root = parts.length == 1 ? Optional.<ModelUri>empty() : root(parts[0]);
      if (root.isEmpty()) {
        return Checked.invalid(
            "--map",
            "\"" + mapping + "\" maps no claim",
            "write pvc://CLAIM=FOLDER or image://REGISTRY/REPOSITORY:TAG=FOLDER");
      }
      var folder = Path.of(parts[1]);
      if (!Files.isDirectory(folder)) {
        return Checked.invalid(
            "--map",
            folder + " is no folder",
            "name the folder that stands for the volume of " + parts[0]);
      }
      folders.put(root.get().text(), folder.toAbsolutePath().normalize());
    }
    return Checked.valid(new VolumeMap(folders));
  }

  /** What a folder can stand for: a volume as a whole. */
  private static Optional<ModelUri> root(String text) {
    return switch (ModelUri.parse("--map", text)) {
      case Checked.Valid<ModelUri>(var uri) -> Optional.of(uri).filter(VolumeMap::isWhole);
      case Checked.Invalid<ModelUri> _ -> Optional.empty();
    };
  }

  private static boolean isWhole(ModelUri uri) {
    return switch (uri) {
      case ModelUri.Pvc(var claim, var path) -> path.isEmpty();
      case ModelUri.Image(var image, var path) -> path.isEmpty();
      case ModelUri.Https _, ModelUri.Oci _, ModelUri.S3 _, ModelUri.Hub _, ModelUri.LocalFile _ ->
          false;
    };
  }

  /** The folder that stands for a claim. */
  public Optional<Path> folder(String claim) {
    return folder(new ModelUri.Pvc(claim, ""));
  }

  private Optional<Path> folder(ModelUri root) {
    return Optional.ofNullable(folders.get(root.text()));
  }

  /** The same config with the model's address on this machine. */
  public Checked<RuntimeConfig> locate(RuntimeConfig config) {
    return switch (config.uri()) {
      case ModelUri.Https _, ModelUri.Oci _, ModelUri.S3 _, ModelUri.Hub _ -> Checked.valid(config);
      case ModelUri.LocalFile(var path) -> existing(config, Path.of(path));
      case ModelUri.Pvc(var claim, var path) ->
          folder(claim)
              .map(folder -> existing(config, folder.resolve(path)))
              .orElseGet(() -> unmapped(claim, config.uri()));
      case ModelUri.Image(var image, var path) ->
          folder(new ModelUri.Image(image, ""))
              .map(folder -> existing(config, folder.resolve(path)))
              .orElseGet(() -> unmounted(image, config.uri()));
    };
  }

  private Checked<RuntimeConfig> unmapped(String claim, ModelUri uri) {
    var mapped = folders.keySet().stream().sorted().collect(Collectors.joining(", "));
    return Checked.invalid(
        URI_FIELD,
        "%s lies on the claim %s, and no folder stands for it here%s"
            .formatted(uri.text(), claim, mapped.isEmpty() ? "" : " (only for " + mapped + ")"),
        "add --map pvc://%s=FOLDER".formatted(claim));
  }

  private static Checked<RuntimeConfig> unmounted(ModelUri.Oci image, ModelUri uri) {
    return Checked.invalid(
        URI_FIELD,
        uri.text() + " is mounted by a cluster's nodes, and here is none",
        "use %s, which is downloaded, or add --map %s=FOLDER with the image's files"
            .formatted(image.text(), new ModelUri.Image(image, "").text()));
  }

  private static Checked<RuntimeConfig> existing(RuntimeConfig config, Path path) {
    return Files.exists(path)
        ? Checked.valid(config.at(new ModelUri.LocalFile(path.toString())))
        : Checked.invalid(
            URI_FIELD,
            "%s would be %s, which isn't there".formatted(config.uri().text(), path),
            "put the model there, or name another folder");
  }
}
