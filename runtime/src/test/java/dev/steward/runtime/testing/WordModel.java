package dev.steward.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model of tokens whose every number can be told beforehand: each word has numbers of its own,
 * one for each class; special tokens, {@code [UNK]} too, have zeros unless they are given. Of a
 * text it gives the sum over its words, of tokens each one's.
 */
public final class WordModel {

  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

  private final Map<String, float[]> words;

  /**
   * A model of words.
   *
   * @param words lower or upper case as they stand in texts; {@code ##x} is the rest of a word; all
   *     with as many numbers
   */
  public WordModel(Map<String, float[]> words) {
    this.words = words;
  }

  /**
   * Lays out a model that has numbers of texts.
   *
   * @param config the text of {@code config.json}
   */
  public Path ofTexts(Path folder, String config) {
    var graph =
        table()
            .ids("input_ids")
            .ids("attention_mask")
            .output("logits", List.of("n", classes()))
            .axes("tokens", 1)
            .node("Gather", List.of("table", "input_ids"), List.of("each"))
            .node("ReduceSum", List.of("each", "tokens"), List.of("sums"))
            .node("Squeeze", List.of("sums", "tokens"), List.of("logits"));
    return laidOut(folder, graph, config);
  }

  /** Lays out a model that has numbers of tokens. */
  public Path ofTokens(Path folder, String config) {
    var graph =
        table()
            .ids("input_ids")
            .ids("attention_mask")
            .output("logits", List.of("n", "t", classes()))
            .node("Gather", List.of("table", "input_ids"), List.of("logits"));
    return laidOut(folder, graph, config);
  }

  private long classes() {
    return words.values().iterator().next().length;
  }

  private List<String> vocabulary() {
    var all = new ArrayList<>(SPECIAL);
    all.addAll(words.keySet().stream().filter(word -> !SPECIAL.contains(word)).sorted().toList());
    return all;
  }

  private GraphFile table() {
    var vocabulary = vocabulary();
    int width = (int) classes();
    var values = ByteBuffer.allocate(vocabulary.size() * width * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (var word : vocabulary) {
      for (float number : words.getOrDefault(word, new float[width])) {
        values.putFloat(number);
      }
    }
    return new GraphFile()
        .weight("table", vocabulary.size(), width, out -> out.writeByteArray(9, values.array()));
  }

  private Path laidOut(Path folder, GraphFile graph, String config) {
    try {
      Files.createDirectories(folder);
      graph.write(folder.resolve("model.onnx"));
      Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
      Files.writeString(folder.resolve("config.json"), config);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tokenizer() {
    var vocabulary = vocabulary();
    var numbered =
        IntStream.range(0, vocabulary.size())
            .mapToObj(i -> "\"%s\": %d".formatted(vocabulary.get(i), i))
            .collect(Collectors.joining(", "));
    var added =
        IntStream.range(0, SPECIAL.size())
            .mapToObj(i ->
                "{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, \"normalized\": false, \"special\": true}"
                    .formatted(i, SPECIAL.get(i)))
            .collect(Collectors.joining(", "));
    return """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
     "normalizer": null, "pre_tokenizer": {"type": "BertPreTokenizer"},
     "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
     "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
     "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
      "max_input_chars_per_word": 100, "vocab": {%s}}}
    """
        .formatted(added, numbered);
  }
}
