package dev.steward.runtime.embed;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonReader;
import dev.steward.runtime.beside.SideFiles;
import dev.steward.runtime.embed.EmbeddingSettings.Pooling;
import dev.steward.runtime.embed.EmbeddingSettings.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@link EmbeddingSettings} from the files beside a model. */
final class SettingsFiles {

  private static final int MAX_NAME = 1000;

  /** Longer inputs than any model has; a tokenizer's "no limit" is 10^30. */
  private static final long NO_LIMIT = 1_000_000;

  private static final List<Place> LENGTHS =
      List.of(
          new Place("sentence_bert_config.json", "max_seq_length"),
          new Place(Tokens.FILE, "truncation.max_length"),
          new Place("tokenizer_config.json", "model_max_length"),
          new Place("config.json", "max_position_embeddings"));

  private final SideFiles files;

  SettingsFiles(Path folder) {
    files = new SideFiles(folder);
  }

  EmbeddingSettings read() throws LoadException {
    var modules = modules();
    return new EmbeddingSettings(pooling(), scaling(modules), maxTokens());
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

  private int maxTokens() throws LoadException {
    for (var place : LENGTHS) {
      var length = place.file().equals(Tokens.FILE) ? firstNumber(place) : number(place);
      if (length.isPresent() && length.get() > 0 && length.get() < NO_LIMIT) {
        return length.get().intValue();
      }
    }
    return EmbeddingSettings.DEFAULT_MAX_TOKENS;
  }

  /** Where a length may stand: a field of a file's object, or of an object in it. */
  private record Place(String file, String field) {}

  private Optional<Long> number(Place place) throws LoadException {
    var found = new HashMap<String, Long>();
    files.whole(place.file(), json -> numbers(json, "", place.field(), found));
    return Optional.ofNullable(found.get(place.field()));
  }

  /**
   * The same of a large file whose reader proper is somebody else: its beginning up to the number.
   * A tokenizer has tens of thousands of fields, and says how it cuts texts among the first.
   */
  private Optional<Long> firstNumber(Place place) throws LoadException {
    var found = new ArrayList<Long>();
    files.beginning(
        place.file(),
        json -> {
          if (goTo(json, List.of(place.field().split("\\.", -1))) && json.token().isNumeric()) {
            found.add((long) json.parser().getDoubleValue());
          }
        });
    return found.stream().findFirst();
  }

  /** Goes to the value that the fields {@code path}, one in the other, lead to, if they do. */
  private static boolean goTo(JsonReader json, List<String> path) throws IOException {
    if (path.isEmpty()) {
      return true;
    }
    if (json.token() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.next() != JsonToken.END_OBJECT) {
      var name = json.parser().currentName();
      json.next();
      if (name.equals(path.getFirst())) {
        return goTo(json, path.subList(1, path.size()));
      }
      json.skip();
    }
    return false;
  }

  private static void numbers(
      JsonReader json, String prefix, String wanted, Map<String, Long> found) throws IOException {
    json.object(name -> {
      var path = prefix + name;
      if (path.equals(wanted) && json.token().isNumeric()) {
        found.put(path, (long) json.parser().getDoubleValue());
      } else if (wanted.startsWith(path + ".") && json.token() == JsonToken.START_OBJECT) {
        numbers(json, path + ".", wanted, found);
      } else {
        json.skip();
      }
    });
  }

  private static LoadException unsuitable(String file, String problem) {
    return new LoadException(
        ErrorCode.MODEL_UNSUITABLE,
        "spec.model.task",
        file + " beside the model " + problem + ", which task Embedding doesn't have",
        "use a model with mean or first-token pooling, or task: Tensor");
  }
}
