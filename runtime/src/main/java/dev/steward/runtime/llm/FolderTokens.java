package dev.steward.runtime.llm;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonReader;
import dev.steward.runtime.beside.SideFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** Reads the vocabulary out of a {@code tokenizer.json} of Hugging Face's tokenizers. */
final class FolderTokens {

  static final String FILE = "tokenizer.json";

  private static final int MAX_KIND = 64;
  private static final int MAX_TOKENS = 1 << 24;

  private final Map<Integer, String> tokens = new HashMap<>();
  private final Map<Integer, Vocabulary.Kind> kinds = new HashMap<>();
  private String model = "";
  private boolean byteLevel;

  private FolderTokens() {}

  /**
   * The vocabulary of a folder.
   *
   * @param size how many tokens the model knows; those that the tokenizer hasn't never stand for
   *     anything
   * @throws LoadException when it isn't byte-level BPE, or has more tokens than the model
   */
  static Vocabulary of(Path folder, int size) throws LoadException {
    var reading = new FolderTokens();
    if (!new SideFiles(folder).whole(FILE, reading::read)) {
      throw SideFiles.corrupt(FILE, "it isn't there");
    }
    return reading.vocabulary(size);
  }

  private void read(JsonReader json) throws IOException {
    json.object(field -> {
      switch (field) {
        case "model" -> model(json);
        case "added_tokens" -> json.array(() -> added(json));
        case "decoder" -> decoder(json);
        default -> json.skip();
      }
    });
  }

  private void model(JsonReader json) throws IOException {
    json.object(field -> {
      switch (field) {
        case "type" -> model = json.string(MAX_KIND);
        case "vocab" ->
            json.object(token -> tokens.putIfAbsent((int) json.integer(0, MAX_TOKENS), token));
        default -> json.skip();
      }
    });
  }

  /** One that no rule puts together. */
  private void added(JsonReader json) throws IOException {
    var special = new ArrayList<Boolean>();
    var ids = new ArrayList<Integer>();
    var contents = new ArrayList<String>();
    json.object(field -> {
      switch (field) {
        case "id" -> ids.add((int) json.integer(0, MAX_TOKENS));
        case "content" -> contents.add(json.string(JsonReader.MAX_NAME));
        case "special" -> special.add(json.truth());
        default -> json.skip();
      }
    });
    if (ids.isEmpty() || contents.isEmpty()) {
      throw json.missing("id or content", "say both");
    }
    tokens.put(ids.getFirst(), contents.getFirst());
    kinds.put(
        ids.getFirst(), special.contains(true) ? Vocabulary.Kind.MARK : Vocabulary.Kind.WHOLE);
  }

  /** Whether texts are put together of bytes, somewhere in the chain of decoders. */
  private void decoder(JsonReader json) throws IOException {
    if (json.token() != JsonToken.START_OBJECT) {
      json.skip();
      return;
    }
    json.object(field -> {
      switch (field) {
        case "type" -> byteLevel |= json.string(MAX_KIND).equals("ByteLevel");
        case "decoders" -> json.array(() -> decoder(json));
        default -> json.skip();
      }
    });
  }

  private Vocabulary vocabulary(int size) throws LoadException {
    if (!model.equals("BPE") || !byteLevel) {
      throw new LoadException(
          ErrorCode.MODEL_UNSUITABLE,
          "spec.model.uri",
          FILE + (model.equals("BPE") ? " isn't byte-level" : " has a model of type " + model),
          "use a model whose tokenizer is byte-level BPE");
    }
    var names = new ArrayList<String>();
    var kind = new ArrayList<Vocabulary.Kind>();
    for (int id = 0; id < size; id++) {
      var token = tokens.remove(id);
      names.add(token == null ? "[unused" + id + "]" : token);
      kind.add(
          token == null ? Vocabulary.Kind.MARK : kinds.getOrDefault(id, Vocabulary.Kind.PIECE));
    }
    if (!tokens.isEmpty()) {
      throw new LoadException(
          ErrorCode.MODEL_CORRUPT,
          "spec.model.uri",
          "%s has token %d, config.json's vocab_size is %d"
              .formatted(FILE, tokens.keySet().iterator().next(), size),
          "put there the files that came with the model");
    }
    return new Vocabulary(names, kind);
  }
}
