package dev.steward.runtime.safetensors;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The weights in a folder: {@code model.safetensors}, or the files that {@code
 * model.safetensors.index.json} says each tensor lies in.
 */
public final class SafetensorsFolder {

  /** The file with all weights. */
  public static final String WHOLE = "model.safetensors";

  /** The file that tells where the weights of a larger model lie. */
  public static final String INDEX = "model.safetensors.index.json";

  /** A file of this folder, and of no other. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");

  private static final int MAX_NAME = 256;
  private static final int MAX_TENSORS = 1 << 16;
  private static final int MAX_FILES = 1_000;

  private final Map<String, StoredTensor> tensors;

  private SafetensorsFolder(Map<String, StoredTensor> tensors) {
    this.tensors = tensors;
  }

  /** Whether a folder has weights in this format. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(WHOLE)) || Files.isRegularFile(folder.resolve(INDEX));
  }

  /**
   * Opens the files of a folder and checks all that they say, but reads no weight.
   *
   * @throws LoadException when one of them can't be read here
   */
  public static SafetensorsFolder open(Path folder) throws LoadException {
    var whole = folder.resolve(WHOLE);
    return new SafetensorsFolder(
        Files.isRegularFile(whole) ? SafetensorsFile.open(whole) : listed(folder));
  }

  private static Map<String, StoredTensor> listed(Path folder) throws LoadException {
    var places = index(folder.resolve(INDEX));
    var files = new LinkedHashMap<String, Map<String, StoredTensor>>();
    for (var file : new TreeSet<>(places.values())) {
      if (files.size() == MAX_FILES) {
        throw corrupt("more than " + MAX_FILES + " files");
      }
      files.put(file, SafetensorsFile.open(folder.resolve(file)));
    }
    var tensors = new LinkedHashMap<String, StoredTensor>();
    for (var place : places.entrySet()) {
      var tensor = files.getOrDefault(place.getValue(), Map.of()).get(place.getKey());
      if (tensor == null) {
        throw corrupt(place.getKey() + " isn't in " + place.getValue());
      }
      tensors.put(place.getKey(), tensor);
    }
    return tensors;
  }

  private static Map<String, String> index(Path file) throws LoadException {
    try (var bytes = new BufferedInputStream(Files.newInputStream(file))) {
      return switch (JsonReader.document(bytes, SafetensorsFolder::places)) {
        case Outcome.Done<Map<String, String>>(var places) -> places;
        case Outcome.Refused<Map<String, String>>(var refusal) -> throw corrupt(refusal.message());
      };
    } catch (IOException e) {
      throw corrupt(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> places(JsonReader json) throws IOException {
    var places = new LinkedHashMap<String, String>();
    json.object(field -> {
      if (!field.equals("weight_map")) {
        json.skip();
        return;
      }
      json.object(tensor -> {
        if (places.size() == MAX_TENSORS) {
          throw json.refused("more than " + MAX_TENSORS + " tensors", "use a smaller model");
        }
        var file = json.string(MAX_NAME);
        if (!PLAIN.matcher(file).matches() || !file.endsWith(".safetensors")) {
          throw json.refused(
              "found " + json.found(), "name a .safetensors file of the same folder");
        }
        places.put(tensor, file);
      });
    });
    if (places.isEmpty()) {
      throw json.missing("weight_map", "say in which file each tensor lies");
    }
    return places;
  }

  /** A tensor by its name. */
  public Optional<StoredTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  private static LoadException corrupt(String problem) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        INDEX + " can't be read: " + problem,
        "check that it is whole; download it again");
  }
}
