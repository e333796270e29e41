package dev.steward.runtime.embed;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.runtime.beside.SideFiles;
import dev.steward.runtime.embed.EmbeddingSettings.Pooling;
import dev.steward.runtime.embed.EmbeddingSettings.Scaling;
import dev.steward.runtime.text.LongestText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@link EmbeddingSettings} from the files beside a model. */
final class SettingsFiles {

  private static final int MAX_NAME = 1000;

  private final SideFiles files;

  SettingsFiles(Path folder) {
    files = new SideFiles(folder);
  }

  EmbeddingSettings read() throws LoadException {
    var modules = modules();
    return new EmbeddingSettings(pooling(), scaling(modules), LongestText.in(files));
  }

  private Optional<List<String>> modules() throws LoadException {
    var types = new ArrayList<String>();
    var found =
        files.whole(
            "modules.json",
            json ->
                json.array(() ->
                    json.object(name -> {
                      if (name.equals("type")) {
                        types.add(json.string(MAX_NAME));
                      } else {
                        json.skip();
                      }
                    })));
    for (var type : types) {
      var module = type.substring(type.lastIndexOf('.') + 1);
      if (!List.of("Transformer", "Pooling", "Normalize").contains(module)) {
        throw unsuitable("modules.json", "has the module " + module);
      }
    }
    return found ? Optional.of(types) : Optional.empty();
  }

  private static Scaling scaling(Optional<List<String>> modules) {
    return modules.isEmpty() || modules.get().stream().anyMatch(type -> type.endsWith("Normalize"))
        ? Scaling.UNIT_LENGTH
        : Scaling.NONE;
  }

  private Pooling pooling() throws LoadException {
    var modes = new ArrayList<String>();
    var name = "1_Pooling/config.json";
    boolean found =
        files.whole(
            name,
            json ->
                json.object(field -> {
                  if (field.startsWith("pooling_mode_") && json.token() == JsonToken.VALUE_TRUE) {
                    modes.add(field);
                  }
                  json.skip();
                }));
    if (!found || modes.equals(List.of("pooling_mode_mean_tokens"))) {
      return Pooling.MEAN;
    }
    if (modes.equals(List.of("pooling_mode_cls_token"))) {
      return Pooling.FIRST;
    }
    throw unsuitable(name, "asks for " + modes);
  }

  private static LoadException unsuitable(String file, String problem) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.task",
        file + " beside the model " + problem + ", which task Embedding doesn't have",
        "use a model with mean or first-token pooling, or task: Tensor");
  }
}
