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
 * Which folder of this machine stands for which claim.
 *
 * <p>Example: with {@code pvc://models=/srv/models}, the model {@code pvc://models/minilm} is the
 * folder {@code /srv/models/minilm}.
 */
public final class VolumeMap {

  private static final String URI_FIELD = "spec.model.uri";

  private final Map<String, Path> folders;

  private VolumeMap(Map<String, Path> folders) {
    this.folders = Map.copyOf(folders);
  }

  /**
   * Reads the values of {@code --map}.
   *
   * @param mappings each {@code pvc://CLAIM=FOLDER}
   */
  public static Checked<VolumeMap> of(List<String> mappings) {
    var folders = new HashMap<String, Path>();
    for (var mapping : mappings) {
      var parts = mapping.split("=", 2);
      if (!(ModelUri.parse("--map", parts[0])
              instanceof Checked.Valid<ModelUri>(ModelUri.Pvc(var claim, var path)))
          || !path.isEmpty()
          || parts.length == 1) {
        return Checked.invalid(
            "--map", "\"" + mapping + "\" maps no claim", "write pvc://CLAIM=FOLDER");
      }
      var folder = Path.of(parts[1]);
      if (!Files.isDirectory(folder)) {
        return Checked.invalid(
            "--map",
            folder + " is no folder",
            "name the folder that stands for the volume of " + parts[0]);
      }
      folders.put(claim, folder.toAbsolutePath().normalize());
    }
    return Checked.valid(new VolumeMap(folders));
  }

  /** The folder that stands for a claim. */
  public Optional<Path> folder(String claim) {
    return Optional.ofNullable(folders.get(claim));
  }

  /** The same config with the model's address on this machine. */
  public Checked<RuntimeConfig> locate(RuntimeConfig config) {
    return switch (config.uri()) {
      case ModelUri.Https _, ModelUri.Oci _, ModelUri.S3 _, ModelUri.Hub _ -> Checked.valid(config);
      case ModelUri.LocalFile(var path) -> existing(config, Path.of(path));
      case ModelUri.Pvc(var claim, var path) -> {
        var folder = folders.get(claim);
        yield folder == null
            ? unmapped(claim, config.uri())
            : existing(config, folder.resolve(path));
      }
    };
  }

  private Checked<RuntimeConfig> unmapped(String claim, ModelUri uri) {
    var mapped =
        folders.keySet().stream()
            .sorted()
            .map(name -> "pvc://" + name)
            .collect(Collectors.joining(", "));
    return Checked.invalid(
        URI_FIELD,
        "%s lies on the claim %s, and no folder stands for it here%s"
            .formatted(uri.text(), claim, mapped.isEmpty() ? "" : " (only for " + mapped + ")"),
        "add --map pvc://%s=FOLDER".formatted(claim));
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
