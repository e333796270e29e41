package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonValue;
import dev.steward.runtime.llm.FolderWeights.Head;
import dev.steward.runtime.safetensors.SafetensorsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a model that writes from a folder as Hugging Face's transformers saves one: {@code
 * config.json}, weights in safetensors, {@code tokenizer.json}, and where they are there {@code
 * tokenizer_config.json}, {@code chat_template.jinja} and {@code generation_config.json}.
 */
final class FolderModel {

  private static final String TEMPLATE = "chat_template.jinja";
  private static final long MAX_TEMPLATE = 1L << 20;

  private final Path folder;
  private final JsonFile config;
  private final JsonFile tokenizer;

  private FolderModel(Path folder) throws LoadException {
    this.folder = folder;
    this.config = required("config.json");
    this.tokenizer = JsonFile.in(folder, "tokenizer_config.json");
  }

  /**
   * What the files say.
   *
   * @throws LoadException when one lacks, or they have no such model
   */
  static DecoderFiles open(Path folder) throws LoadException {
    return new FolderModel(folder).files();
  }

  private DecoderFiles files() throws LoadException {
    var dimensions = FolderConfig.of(config);
    var head = config.isTrue("tie_word_embeddings") ? Head.EMBEDDING : Head.OWN;
    required(FolderTokens.FILE, Files.isRegularFile(folder.resolve(FolderTokens.FILE)));
    var vocabulary = FolderTokens.of(folder, dimensions.vocabulary());
    return new DecoderFiles(
        dimensions,
        FolderWeights.of(SafetensorsFolder.open(folder), dimensions.layers(), head),
        vocabulary,
        () -> TextTokenizer.of(folder.resolve(FolderTokens.FILE)),
        template(),
        marks(),
        ends(vocabulary));
  }

  private JsonFile required(String name) throws LoadException {
    required(name, Files.isRegularFile(folder.resolve(name)));
    return JsonFile.in(folder, name);
  }

  private static void required(String name, boolean there) throws LoadException {
    if (!there) {
      throw new LoadException(
          ErrorCode.MODEL_MISSING,
          "spec.model.uri",
          "there is no " + name + " beside the weights",
          "put there all files that came with the model");
    }
  }

  /** A file of its own, as it is saved now, else a text or a list of named ones. */
  private Optional<String> template() throws LoadException {
    var file = folder.resolve(TEMPLATE);
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_TEMPLATE) {
        return Optional.of(Files.readString(file));
      }
    } catch (IOException e) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          TEMPLATE + " beside the weights can't be read: " + e.getMessage(),
          "put there the file that came with the model");
    }
    var value = tokenizer.field("chat_template");
    if (value.isPresent() && value.get() instanceof JsonValue.Elements(var named)) {
      return named.stream()
          .map(FolderModel::named)
          .filter(fields -> text(fields, "name").equals(Optional.of("default")))
          .findFirst()
          .flatMap(fields -> text(fields, "template"));
    }
    return tokenizer.text("chat_template");
  }

  private static Map<String, JsonValue> named(JsonValue value) {
    return value instanceof JsonValue.Members(var fields) ? fields : Map.of();
  }

  private static Optional<String> text(Map<String, JsonValue> fields, String name) {
    return fields.get(name) instanceof JsonValue.Text(var text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private Map<String, String> marks() throws LoadException {
    var marks = new HashMap<String, String>();
    for (var name : Set.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      mark(name).ifPresent(token -> marks.put(name, token));
    }
    return marks;
  }

  /** A token is named by its text, or by an object with what is special about it. */
  private Optional<String> mark(String name) throws LoadException {
    var value = tokenizer.field(name);
    return value.isPresent() && value.get() instanceof JsonValue.Members(var fields)
        ? text(fields, "content")
        : tokenizer.text(name);
  }

  private Set<Integer> ends(Vocabulary vocabulary) throws LoadException {
    int most = vocabulary.size() - 1;
    var ends = new HashSet<>(config.wholes("eos_token_id", most));
    ends.addAll(JsonFile.in(folder, "generation_config.json").wholes("eos_token_id", most));
    mark("eos_token").flatMap(vocabulary::id).ifPresent(ends::add);
    return ends;
  }
}
