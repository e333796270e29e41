package dev.steward.runtime.llm;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.json.JsonText;
import dev.steward.runtime.gguf.GgufMetadata;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Composes a {@code tokenizer.json} of Hugging Face's tokenizers from what a GGUF file says: byte
 * pairs, their order, and by which rule a text is cut into words first ({@code tokenizer.ggml.pre},
 * the rules of {@code llama-vocab.cpp}).
 */
final class TokenizerFile {

  private static final String LLAMA =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN = LLAMA.replace("\\p{N}{1,3}", "\\p{N}");

  private final Vocabulary vocabulary;
  private final List<String> merges;
  private final Words words;

  private TokenizerFile(Vocabulary vocabulary, List<String> merges, Words words) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.words = words;
  }

  /**
   * How a text is cut into words, within which byte pairs are merged.
   *
   * @param pattern of a word; empty: GPT-2's own, with each digit a word
   */
  private record Words(Optional<String> pattern, Normal normal, Merging merging) {}

  private enum Normal {
    NONE,
    NFC
  }

  /** Whether a word that is a token itself is merged by the rules all the same. */
  private enum Merging {
    ALWAYS,
    UNLESS_A_TOKEN
  }

  /** The file as JSON. */
  static byte[] json(GgufMetadata metadata, Vocabulary vocabulary) throws LoadException {
    var merges =
        GgufMetadata.required("tokenizer.ggml.merges", metadata.texts("tokenizer.ggml.merges"));
    var rule = GgufMetadata.required("tokenizer.ggml.pre", metadata.text("tokenizer.ggml.pre"));
    var words =
        switch (rule) {
          case "smollm" -> new Words(Optional.empty(), Normal.NONE, Merging.ALWAYS);
          case "llama-bpe" -> new Words(Optional.of(LLAMA), Normal.NONE, Merging.UNLESS_A_TOKEN);
          case "qwen2" -> new Words(Optional.of(QWEN), Normal.NFC, Merging.ALWAYS);
          default ->
              throw new LoadException(
                  ErrorCode.MODEL_UNSUITABLE,
                  "spec.model.uri",
                  "the GGUF file cuts texts by the rule " + rule,
                  "use a model with the rule smollm, llama-bpe or qwen2");
        };
    var file = new TokenizerFile(vocabulary, merges, words);
    return JsonText.bytes(file::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    json.writeNullField("truncation");
    json.writeNullField("padding");
    json.writeArrayFieldStart("added_tokens");
    for (int id : vocabulary.whole()) {
      added(json, id);
    }
    json.writeEndArray();
    switch (words.normal) {
      case NONE -> json.writeNullField("normalizer");
      case NFC -> {
        json.writeObjectFieldStart("normalizer");
        json.writeStringField("type", "NFC");
        json.writeEndObject();
      }
    }
    cutting(json);
    json.writeNullField("post_processor");
    json.writeObjectFieldStart("decoder");
    byteLevel(json);
    json.writeBooleanField("use_regex", true);
    json.writeEndObject();
    model(json);
    json.writeEndObject();
  }

  private void added(JsonGenerator json, int id) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeStringField("content", vocabulary.token(id));
    for (var no : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      json.writeBooleanField(no, false);
    }
    json.writeBooleanField("special", vocabulary.isMark(id));
    json.writeEndObject();
  }

  private void cutting(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("pre_tokenizer");
    json.writeStringField("type", "Sequence");
    json.writeArrayFieldStart("pretokenizers");
    json.writeStartObject();
    if (words.pattern.isPresent()) {
      json.writeStringField("type", "Split");
      json.writeObjectFieldStart("pattern");
      json.writeStringField("Regex", words.pattern.get());
      json.writeEndObject();
      json.writeStringField("behavior", "Isolated");
      json.writeBooleanField("invert", false);
    } else {
      json.writeStringField("type", "Digits");
      json.writeBooleanField("individual_digits", true);
    }
    json.writeEndObject();
    json.writeStartObject();
    byteLevel(json);
    json.writeBooleanField("use_regex", words.pattern.isEmpty());
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void byteLevel(JsonGenerator json) throws IOException {
    json.writeStringField("type", "ByteLevel");
    json.writeBooleanField("add_prefix_space", false);
    json.writeBooleanField("trim_offsets", true);
  }

  private void model(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "BPE");
    for (var none :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      json.writeNullField(none);
    }
    json.writeBooleanField("fuse_unk", false);
    json.writeBooleanField("byte_fallback", false);
    json.writeBooleanField("ignore_merges", words.merging == Merging.UNLESS_A_TOKEN);
    json.writeObjectFieldStart("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      json.writeNumberField(vocabulary.token(id), id);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("merges");
    for (var merge : merges) {
      json.writeString(merge);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
